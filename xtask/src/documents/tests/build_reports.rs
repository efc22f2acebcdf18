//! Every case under the build script. In an app it runs first: what it reports as an error is all that
//! the user reads, and what it warns of appears beside what the compiler says.
//!
//! What it reports of a case is in a `.build` file beside it. `TRYBUILD=overwrite` rewrites these, as
//! it does with the compiler's `.stderr`.

use connect_build::__internal::{Cfg, Report, report};

use super::*;

/// The crate that accompanies a case that is a library.
const APP: &str =
    "connect_runtime::app! { key = \"com.example.votes\", name = \"Votes\" }\n\nfn main() {}\n";

/// The one case of a package without a build script.
const WITHOUT_BUILD_SCRIPT: &str = "tests/ui/app/fail/without_build_script.rs";

/// What the build script reports for a package whose only crate, or whose library, is the case.
fn reported(case: &Path) -> Report {
    let package = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = package.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    let code = read(case).unwrap();
    write(
        "Cargo.toml",
        "[package]\nname = \"votes\"\nversion = \"0.1.0\"\n",
    );
    if code.contains("app! {") {
        write("src/main.rs", &code);
    } else {
        write("src/lib.rs", &code);
        write("src/main.rs", APP);
    }
    report(package.path(), &Cfg::default()).unwrap()
}

/// The report as printed by cargo, with the case's path as in the compiler's texts.
fn printed(report: &Report, case: &Path) -> String {
    let name = case.strip_prefix(root().join("tests")).unwrap();
    let lines = |level: &str, texts: &[String]| -> String {
        let line = |text: &String| {
            let text = ["src/main.rs:", "src/lib.rs:"]
                .iter()
                .fold(text.clone(), |text, file| {
                    text.replace(file, &format!("{}:", name.display()))
                });
            format!("{level}: votes@0.1.0: {text}\n")
        };
        texts.iter().map(line).collect()
    };
    lines("error", &report.errors) + &lines("warning", &report.warnings)
}

#[test]
fn the_build_script_and_the_compiler_never_both_report_a_fault() {
    let overwrite = std::env::var("TRYBUILD").is_ok_and(|how| how == "overwrite");
    let mut wrong = Vec::new();
    for folder in files(&root().join(CASES), "").unwrap() {
        for case in files(&folder.join("fail"), "rs").unwrap() {
            if case == root().join(WITHOUT_BUILD_SCRIPT) {
                continue;
            }
            let found = reported(&case);
            let text = printed(&found, &case);
            let expected = case.with_extension("build");
            if overwrite && text.is_empty() {
                // Usually there is none.
                let _ = std::fs::remove_file(&expected);
            } else if overwrite {
                std::fs::write(&expected, &text).unwrap();
            }
            let on_file = std::fs::read_to_string(&expected).unwrap_or_default();
            if on_file != text {
                wrong.push(format!("{}:\n{text}", expected.display()));
            }
            // The compiler runs if, and only if, the build script lets it.
            if case.with_extension("stderr").exists() != found.errors.is_empty() {
                wrong.push(format!(
                    "{}: the compiler's text is {}",
                    case.display(),
                    if found.errors.is_empty() {
                        "missing"
                    } else {
                        "never printed: remove it"
                    }
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Descriptors into code, and back: each is imported, the packages are compiled in one workspace,
//! and what their build scripts emit is held against what was imported.
//!
//! What counts as the same is told in `src/import/equal.rs`. The descriptors of the kitchen sinks
//! come back the same. The awkward ones can't, wherever they are no descriptors that the platform
//! takes: their snapshots hold each difference, and what the import says of it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../../connect-import/src/equal.rs"]
mod equal;
#[path = "../../connect-import/src/scan.rs"]
#[allow(dead_code, reason = "the command needs more of it")]
mod scan;
#[path = "../../connect-import/src/urls.rs"]
#[allow(dead_code, reason = "the command needs more of it")]
mod urls;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};

/// A descriptor to import.
struct Case {
    name: String,
    file: PathBuf,
}

fn checkout() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// The JSON files of a folder.
fn cases(folder: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = std::fs::read_dir(checkout().join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "json"))
        .map(|file| Case {
            name: file.file_stem().unwrap().to_str().unwrap().to_owned(),
            file,
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// The descriptor of a kitchen sink, out of its snapshot.
fn sink(name: &str, workspace: &Path) -> Case {
    let package = format!("kitchen-sink-{name}");
    let snapshot = checkout().join(format!(
        "examples/{package}/src/snapshots/{}__tests__the_descriptor_is_this_one.snap",
        package.replace('-', "_")
    ));
    let text = std::fs::read_to_string(snapshot).unwrap();
    let file = workspace.join(format!("{package}.json"));
    std::fs::write(&file, &text[text.find("\n{").unwrap()..]).unwrap();
    Case {
        name: package,
        file,
    }
}

fn object(text: &str) -> Map<String, Value> {
    let descriptor = connect_model::Descriptor::parse(text).unwrap();
    match serde_json::to_value(descriptor) {
        Ok(Value::Object(root)) => root,
        other => unreachable!("{other:?}"),
    }
}

/// Imports a descriptor as a member of the workspace; gives what was said.
fn import(case: &Case, workspace: &Path) -> String {
    let package = workspace.join(&case.name);
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
        .args(["connect", "import", "--name"])
        .arg(format!("import-{}", case.name))
        .arg("--to")
        .arg(&package)
        .arg("--path")
        .arg(checkout())
        .arg(&case.file)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{}: {error}", case.name);
    // A package of its own would be a workspace of its own.
    let manifest = package.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let (member, _) = text.split_once("\n# A package of its own").unwrap();
    std::fs::write(manifest, member).unwrap();
    let folder = case.file.parent().unwrap().to_str().unwrap();
    let lines = said.lines().filter(|line| !line.starts_with("wrote "));
    let lines: Vec<&str> = lines
        .map(|line| {
            line.strip_prefix(folder)
                .unwrap_or(line)
                .trim_start_matches(['/', '\\'])
        })
        .collect();
    lines.join("\n")
}

#[test]
fn what_is_imported_compiles_and_emits_the_same() {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let workspace = temporary.join("import");
    if workspace.is_dir() {
        std::fs::remove_dir_all(&workspace).unwrap();
    }
    std::fs::create_dir_all(&workspace).unwrap();
    let sinks = [sink("jira", &workspace), sink("confluence", &workspace)];
    let tame = cases("connect-model/tests/descriptors");
    let awkward = cases("connect-import/tests/descriptors");
    let all: Vec<&Case> = sinks.iter().chain(&tame).chain(&awkward).collect();
    let said: Vec<String> = all.iter().map(|case| import(case, &workspace)).collect();

    let members: Vec<String> = all.iter().map(|case| format!("{:?}", case.name)).collect();
    std::fs::write(
        workspace.join("Cargo.toml"),
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = \"line-tables-only\"\n",
            members.join(", ")
        ),
    )
    .unwrap();
    // The versions that our own build has already downloaded, and the dependencies that it built.
    std::fs::copy(checkout().join("Cargo.lock"), workspace.join("Cargo.lock")).unwrap();
    let target = temporary.parent().unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--workspace", "--offline", "--quiet"])
        .current_dir(&workspace)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{errors}");
    format_is_kept(&workspace, &all);

    for (case, said) in all.iter().zip(&said) {
        let before = object(&std::fs::read_to_string(&case.file).unwrap());
        let emitted = target.join(format!("connect/import-{}/descriptor.json", case.name));
        let after = object(&std::fs::read_to_string(emitted).unwrap());
        let differences: Vec<String> =
            equal::differences(&equal::normal(&before), &equal::normal(&after))
                .into_iter()
                .map(|(pointer, how)| format!("{pointer}: {how}"))
                .collect();
        if case.name.starts_with("kitchen-sink-") {
            assert_eq!(differences, [""; 0], "{}", case.name);
        }
        let text = format!("{said}\n\n{}", differences.join("\n"));
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(case.name.as_str(), text);
        });
    }
}

/// What is written is formatted as `rustfmt` does it.
fn format_is_kept(workspace: &Path, all: &[&Case]) {
    let roots = all
        .iter()
        .map(|case| workspace.join(&case.name).join("src/main.rs"));
    let output = Command::new("rustfmt")
        .args(["--check", "--edition", "2024"])
        .args(roots)
        .output()
        .expect("rustfmt is part of the toolchain that rust-toolchain.toml or CI names");
    let differences = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{differences}");
}

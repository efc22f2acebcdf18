//! Descriptors into code, and back: the code of each import is the one in `imported/`, which the
//! workspace compiles, and what its build script emits is compared with the descriptor.
//!
//! [`differences`] documents what counts as the same. The descriptors of the kitchen sinks come back
//! the same. The awkward ones can't, where they are not what the platform accepts: their snapshots
//! hold each difference, and what the import reports.
//!
//! `UPDATE_IMPORTED=1 cargo test -p connect-import --test round_trip` rewrites `imported/`.
#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use connect_import::{Import, Options, Source, differences};
use connect_model::Descriptor;
use connect_testing::scratch_package::workspace_root;
use serde_json::{Map, Value};

/// A descriptor to import.
struct Case {
    name: String,
    file: String,
    text: String,
}

/// The JSON files of a folder.
fn cases(folder: &str) -> Vec<Case> {
    let entries = std::fs::read_dir(workspace_root().join(folder)).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "json"))
        .map(|path| Case {
            name: path.file_stem().unwrap().to_str().unwrap().to_owned(),
            file: path.file_name().unwrap().to_str().unwrap().to_owned(),
            text: std::fs::read_to_string(path).unwrap(),
        })
        .collect()
}

/// The descriptor of a kitchen sink, from its snapshot.
fn kitchen_sink(product: &str) -> Case {
    let name = format!("kitchen-sink-{product}");
    let snapshot = workspace_root().join(format!(
        "examples/{name}/src/snapshots/{}__tests__the_descriptor_is_this_one.snap",
        name.replace('-', "_")
    ));
    let text = std::fs::read_to_string(snapshot).unwrap();
    Case {
        file: format!("{name}.json"),
        name,
        text: text.get(text.find("\n{").unwrap()..).unwrap().to_owned(),
    }
}

fn all_cases() -> Vec<Case> {
    let mut cases = cases("connect-model/tests/descriptors");
    cases.extend(self::cases("connect-import/tests/descriptors"));
    cases.extend([kitchen_sink("jira"), kitchen_sink("confluence")]);
    cases
}

fn imported(case: &Case) -> (Source, Import) {
    let source = Source::parse(Path::new(&case.file), &case.text).unwrap();
    let options = Options {
        name: Some(format!("import-{}", case.name)),
        ..Options::default()
    };
    let import = connect_import::import(&source, &options).unwrap();
    (source, import)
}

/// The members of a descriptor in a file.
fn members(descriptor: &Path) -> Map<String, Value> {
    let text = std::fs::read_to_string(descriptor).unwrap();
    match serde_json::to_value(Descriptor::parse(&text).unwrap()) {
        Ok(Value::Object(members)) => members,
        other => unreachable!("{other:?}"),
    }
}

/// The build script of an imported package, when the test below runs this program with what cargo
/// would set for it.
#[test]
#[ignore = "not a test"]
fn build_script() {
    connect_build::emit();
}

/// The descriptor that the build script of a package emits.
fn emitted(package: &Path, name: &str) -> Map<String, Value> {
    let target = package.join("target");
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "build_script", "--ignored", "--nocapture"])
        .env("CARGO_MANIFEST_DIR", package)
        .env("CARGO_PKG_NAME", name)
        .env("CARGO_TARGET_DIR", &target)
        .env("OUT_DIR", &target)
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {printed}");
    assert!(!printed.contains("cargo::error"), "{name}: {printed}");
    members(&target.join(format!("connect/{name}/descriptor.json")))
}

#[test]
fn what_is_imported_emits_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for case in all_cases() {
        let (source, import) = imported(&case);
        let package = folder.path().join(&case.name);
        import.files.write(&package).unwrap();
        let after = emitted(&package, &import.name);
        let differences: Vec<String> = differences(source.root(), &after)
            .into_iter()
            .map(|one| format!("{}: {}", one.pointer, one.change))
            .collect();
        if case.name.starts_with("kitchen-sink-") {
            assert_eq!(differences, [""; 0], "{}", case.name);
        }
        let reported: Vec<String> = import
            .diagnostics
            .iter()
            .map(|one| format!("{}:{}: {}", case.file, one.line, one.message))
            .collect();
        let text = format!("{}\n\n{}", reported.join("\n"), differences.join("\n"));
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(case.name.as_str(), text);
        });
    }
}

/// The folder of the code that the workspace compiles.
fn imported_apps() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imported")
}

#[test]
fn the_code_of_each_import_is_compiled_with_the_workspace() {
    let apps = imported_apps();
    let manifest = std::fs::read_to_string(apps.join("Cargo.toml")).unwrap();
    for case in all_cases() {
        let (_, import) = imported(&case);
        let folder = apps.join(&case.name).join("src");
        let code: BTreeMap<String, String> = import
            .files
            .iter()
            .filter_map(|(path, text)| Some((path.strip_prefix("src/")?, text)))
            .map(|(name, text)| (name.to_owned(), text.to_owned()))
            .collect();
        if std::env::var_os("UPDATE_IMPORTED").is_some() {
            let _ = std::fs::remove_dir_all(&folder);
            std::fs::create_dir_all(&folder).unwrap();
            for (name, text) in &code {
                std::fs::write(folder.join(name), text).unwrap();
            }
        }
        let expected: BTreeMap<String, String> = std::fs::read_dir(&folder)
            .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
            .map(|entry| entry.unwrap())
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, std::fs::read_to_string(entry.path()).unwrap())
            })
            .collect();
        assert_eq!(code, expected, "{}", case.name);
        let root = format!("path = \"{}/src/main.rs\"", case.name);
        assert!(manifest.contains(&root), "{root} is not a target");
    }
}

/// What is written is formatted as by `rustfmt`.
#[test]
fn the_code_is_formatted() {
    let apps = imported_apps();
    let roots = all_cases()
        .into_iter()
        .map(|case| apps.join(case.name).join("src/main.rs"));
    let output = Command::new("rustfmt")
        .args(["--check", "--edition", "2024"])
        .args(roots)
        .output()
        .expect("rustfmt is part of the toolchain that rust-toolchain.toml or CI names");
    let differences = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{differences}");
}

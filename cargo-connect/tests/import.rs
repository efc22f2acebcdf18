//! `cargo connect import` from the outside: what it prints, what it refuses, what it leaves behind.
#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder to import in.
struct Workplace {
    folder: TempDir,
}

impl Workplace {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path("atlassian-connect.json"), content).unwrap();
        self
    }

    fn import(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
            .args(["connect", "import"])
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    /// The names of the files and folders in it.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Fails to import, leaving nothing behind; returns the error.
    fn refused(&self) -> String {
        let output = self.import(&["atlassian-connect.json", "--to", "app"]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(text(&output.stdout), "");
        assert_eq!(self.names(), ["atlassian-connect.json"]);
        text(&output.stderr)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A descriptor from the tests of connect-import.
fn descriptor(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../connect-import/tests/descriptors");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// All files of a package, one after the other.
fn code(package: &Path) -> String {
    let mut names: Vec<String> = std::fs::read_dir(package.join("src"))
        .unwrap()
        .map(|entry| format!("src/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    names.sort();
    names.insert(0, "build.rs".to_owned());
    names.insert(0, "Cargo.toml".to_owned());
    names
        .iter()
        .map(|name| {
            let content = std::fs::read_to_string(package.join(name)).unwrap();
            format!("==> {name} <==\n{content}\n")
        })
        .collect()
}

/// What is printed and what is written.
fn imported(name: &str) -> String {
    let workplace = Workplace::new();
    let output =
        workplace
            .write(descriptor(name))
            .import(&["atlassian-connect.json", "--to", "app"]);
    assert_eq!(text(&output.stderr), "");
    assert!(output.status.success());
    format!("{}\n{}", text(&output.stdout), code(&workplace.path("app")))
}

#[test]
fn a_scaffold_is_imported() {
    insta::assert_snapshot!(imported("express-template.json"));
}

#[test]
fn conditions_are_imported() {
    insta::assert_snapshot!(imported("conditions.json"));
}

#[test]
fn urls_inside_modules_are_imported() {
    insta::assert_snapshot!(imported("nested-urls.json"));
}

#[test]
fn fields_that_are_not_kept_are_reported() {
    insta::assert_snapshot!(imported("top-level.json"));
}

#[test]
fn a_fault_is_shown_in_its_line() {
    let workplace = Workplace::new();
    insta::assert_snapshot!(
        workplace.write("{\n  \"key\": \"a\",\n\t\"name\": \"Ü\", oops\n}").refused(),
        @r#"
    error: this is not JSON: key must be a string
     --> atlassian-connect.json:3:15
      |
    3 |     "name": "Ü", oops
      |                  ^
    "#
    );
    // Of a line as long as a file, only the relevant part is shown.
    let long = format!("{{ \"a\": \"{}\", b }}", "x".repeat(10_000));
    let error = workplace.write(long).refused();
    assert!(error.lines().all(|line| line.len() < 100), "{error}");
    assert!(error.ends_with("^\n"), "{error}");
}

#[test]
fn what_is_not_a_descriptor_is_refused() {
    let workplace = Workplace::new();
    for (content, wanted) in [
        (
            "",
            "error: the file is empty: a descriptor is a JSON object\n",
        ),
        (
            " \n\n",
            "error: the file is empty: a descriptor is a JSON object\n",
        ),
        (
            "\n  [1]",
            "error: this is a list: a descriptor is a JSON object\n --> atlassian-connect.json:2:3\n",
        ),
        (
            "null",
            "error: this is null: a descriptor is a JSON object\n",
        ),
        (
            "\"x\"",
            "error: this is a string: a descriptor is a JSON object\n",
        ),
        (
            "{\"a\":",
            "error: this is not JSON: EOF while parsing a value\n --> atlassian-connect.json:1:5\n",
        ),
        ("{} {}", "error: this is not JSON: trailing characters\n"),
    ] {
        let error = workplace.write(content).refused();
        assert!(error.starts_with(wanted), "{content:?}: {error}");
    }
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    let error = workplace.write(deep).refused();
    assert!(
        error.starts_with("error: this is nested too deeply: at most 127 levels\n"),
        "{error}"
    );
    let huge = format!("{{\"a\":\"{}\"}}", "x".repeat(2 * 1024 * 1024));
    let error = workplace.write(huge).refused();
    assert_eq!(
        error,
        "error: atlassian-connect.json is larger than 1 MiB: that is not an app descriptor\n"
    );
    let error = workplace.write(b"{\n  \"key\": \"a\xFF\"\n}").refused();
    assert_eq!(
        error,
        "error: the file is not UTF-8\n--> atlassian-connect.json:2:12\n"
    );
    let error = workplace.write(b"\xFF\xFE{\x00}\x00").refused();
    assert!(error.contains("it looks like UTF-16"), "{error}");
}

/// The README shows what an import prints.
#[test]
fn the_readme_shows_what_is_printed() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let (_, shown) = readme.split_once("$ cargo connect import ").unwrap();
    let (arguments, printed) = shown.split_once('\n').unwrap();
    let printed = printed.split("```").next().unwrap();
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let panel = "{\"key\": \"votes\", \"name\": {\"value\": \"Votes\"}, \"url\": \"/votes\",\n\
                 \"location\": \"atl.jira.view.issue.right.context\", \"wieght\": 7}";
    let descriptor = format!(
        "{{\n\"key\": \"com.example.votes\",\n\"name\": \"Votes\",\n\"apiVersion\": 1,\n\
         \"baseUrl\": \"https://votes.example.com\",\n\"authentication\": {{\"type\": \"jwt\"}},\n\
         \"description\": \"Counts votes\",\n\"modules\": {{\"webPanels\": [{}{panel}]}}}}",
        "\n".repeat(22)
    );
    let output = Workplace::new().write(descriptor).import(&arguments);
    assert_eq!(text(&output.stdout), printed);
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let workplace = Workplace::new();
    let output = workplace
        .write("\u{feff}{ \"key\": \"com.example.mark\" }")
        .import(&["atlassian-connect.json"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "wrote com-example-mark\n");
    assert_eq!(
        workplace.names(),
        ["atlassian-connect.json", "com-example-mark"]
    );
}

#[test]
fn existing_files_and_folders_are_left_alone() {
    let workplace = Workplace::new();
    workplace.write("{ \"key\": \"a\" }");
    let missing = workplace.import(&["missing.json", "--to", "app"]);
    assert!(text(&missing.stderr).starts_with("error: could not read missing.json\n  caused by: "));
    let folder = workplace.import(&[".", "--to", "app"]);
    assert_eq!(
        text(&folder.stderr),
        "error: . is a folder: name the descriptor in it, such as ./atlassian-connect.json\n"
    );
    let name = workplace.import(&["atlassian-connect.json", "--name", "1 2"]);
    assert!(text(&name.stderr).starts_with("error: `1 2` is not a package name"));
    for output in [&missing, &folder, &name] {
        assert_eq!(output.status.code(), Some(1));
    }
    assert_eq!(workplace.names(), ["atlassian-connect.json"]);

    std::fs::create_dir(workplace.path("full")).unwrap();
    std::fs::write(workplace.path("full/mine"), "mine").unwrap();
    std::fs::write(workplace.path("file"), "mine").unwrap();
    std::fs::create_dir(workplace.path("empty")).unwrap();
    for taken in ["full", "file"] {
        let output = workplace.import(&["atlassian-connect.json", "--to", taken]);
        let wanted =
            format!("error: {taken} exists and is not empty: name another folder with --to\n");
        assert_eq!(text(&output.stderr), wanted);
        assert_eq!(output.status.code(), Some(1));
    }
    assert_eq!(code_of(&workplace.path("full")), ["mine"]);
    let nowhere = workplace.import(&["atlassian-connect.json", "--to", "no/such/place"]);
    assert!(text(&nowhere.stderr).starts_with("error: could not write no/such/place\n"));
    let output = workplace.import(&["atlassian-connect.json", "--to", "empty"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(
        code_of(&workplace.path("empty")),
        ["Cargo.toml", "build.rs", "src"]
    );
    assert_eq!(
        workplace.names(),
        ["atlassian-connect.json", "empty", "file", "full"]
    );
}

/// The names in a folder.
fn code_of(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

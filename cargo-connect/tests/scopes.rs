//! `cargo connect scopes` in a repository of its own, under a real cargo and a real git.
//!
//! The app's macros are stand-ins that expand to nothing: what is tested is the command, and so it
//! needn't wait for the runtime to be built.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

const APP: &str = r#"
use connect_runtime::{as_user, jira, webhook};

connect_runtime::app! { key = "com.example.votes", name = "Votes" }

#[webhook(event = "jira:issue_created")]
pub async fn issue_created() {}

fn main() {}
"#;

const WRITES: &str = r#"
pub async fn vote() {
    jira!(client, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1", json = body);
    jira!(as_user!(client, account), GET "/rest/api/3/myself");
}
"#;

/// A repository with a workspace, whose app lies in a folder below.
struct Repository {
    folder: TempDir,
}

impl Repository {
    fn new() -> Self {
        let repository = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        let ours = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        // The versions that our own build has already downloaded.
        std::fs::copy(ours.join("Cargo.lock"), repository.path("Cargo.lock")).unwrap();
        repository.write(".gitignore", "Cargo.lock\n");
        repository.write(
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"apps/votes\", \"connect-runtime\"]\n",
        );
        repository.write(
            "apps/votes/Cargo.toml",
            &format!(
                "[package]\nname = \"votes\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                 [dependencies]\nconnect-runtime = {{ path = \"../../connect-runtime\" }}\n\
                 [build-dependencies]\nconnect-build = {{ path = {:?} }}\n",
                ours.join("connect-build")
            ),
        );
        repository.write(
            "apps/votes/build.rs",
            "fn main() { connect_build::emit(); }\n",
        );
        repository.write("apps/votes/src/main.rs", APP);
        repository.write(
            "connect-runtime/Cargo.toml",
            "[package]\nname = \"connect-runtime\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [lib]\nproc-macro = true\n",
        );
        repository.write(
            "connect-runtime/src/lib.rs",
            "use proc_macro::TokenStream;\n\
             #[proc_macro] pub fn app(_: TokenStream) -> TokenStream { TokenStream::new() }\n\
             #[proc_macro] pub fn jira(_: TokenStream) -> TokenStream { TokenStream::new() }\n\
             #[proc_macro] pub fn as_user(_: TokenStream) -> TokenStream { TokenStream::new() }\n\
             #[proc_macro_attribute] pub fn webhook(_: TokenStream, item: TokenStream) -> TokenStream { item }\n",
        );
        repository.git(&["init", "--quiet"]);
        repository
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
            .args(arguments)
            .current_dir(self.folder.path())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env_remove("GIT_DIR")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", said(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "."]);
        self.git(&["commit", "--quiet", "-m", message]);
    }

    /// Runs the command. Dependencies are built once, in a target directory that lives as long as
    /// ours.
    fn scopes(&self, arguments: &[&str]) -> Output {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scopes");
        Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
            .args(["connect", "scopes"])
            .args(arguments)
            .current_dir(self.folder.path())
            .env("CARGO_TARGET_DIR", target)
            .env("CARGO_NET_OFFLINE", "true")
            .env_remove("RUSTFLAGS")
            // As in a hook of another repository.
            .env("GIT_DIR", self.path("elsewhere"))
            .output()
            .unwrap()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output, status: i32) -> String {
    assert_eq!(output.status.code(), Some(status), "{}", said(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json_of(output: &Output, status: i32) -> Value {
    serde_json::from_str(&printed(output, status)).unwrap()
}

/// One test, because all of it shares one target directory and one history.
#[test]
fn scopes_are_explained_and_compared_with_a_revision() {
    let repository = Repository::new();
    repository.write("apps/votes/src/main.rs", "fn main() { let broken = ; }\n");
    repository.commit("Broken");
    repository.write("apps/votes/src/main.rs", APP);
    repository.commit("Listen");
    repository.write("apps/votes/src/main.rs", &format!("{APP}{WRITES}"));
    repository.commit("Vote");

    let text = printed(&repository.scopes(&["-p", "votes"]), 0);
    for line in [
        "com.example.votes asks for WRITE, ACT_AS_USER: what its code needs.",
        "  src/main.rs:12  PUT /rest/api/3/issue/{issueIdOrKey} → WRITE  without it: READ, ACT_AS_USER",
        "  src/main.rs:13  as_user! → ACT_AS_USER                        without it: WRITE",
        "  classic   read:jira-user, write:jira-work",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    let value = json_of(&repository.scopes(&["--json"]), 0);
    assert_eq!(value["scopes"], json!(["WRITE", "ACT_AS_USER"]));
    assert_eq!(value["places"].as_array().unwrap().len(), 4, "{value}");

    // More than before: CI can stop at the status.
    let more = repository.scopes(&["-p", "votes", "--diff", "HEAD~1"]);
    let text = printed(&more, 1);
    assert!(
        text.starts_with("com.example.votes asked for READ at HEAD~1 ("),
        "{text}"
    );
    assert!(
        text.contains(
            "added: WRITE, ACT_AS_USER\n  \
             src/main.rs:12  PUT /rest/api/3/issue/{issueIdOrKey} → WRITE\n  \
             src/main.rs:13  as_user! → ACT_AS_USER\n"
        ),
        "{text}"
    );
    // Nothing is left of the comparison but what was built of the dependencies.
    assert_eq!(repository.git(&["worktree", "list"]).lines().count(), 1);
    assert_eq!(repository.git(&["status", "--porcelain"]), "");

    // The same as before, and less than before, which the working tree has not committed yet.
    printed(&repository.scopes(&["--diff", "HEAD"]), 0);
    repository.write("apps/votes/src/main.rs", APP);
    let less = json_of(&repository.scopes(&["--json", "--diff", "HEAD"]), 0);
    assert_eq!(less["removed"], json!(["WRITE", "ACT_AS_USER"]));
    assert_eq!(less["needs_approval"], json!(false));
    assert_eq!(
        less["commit"].as_str(),
        Some(repository.git(&["rev-parse", "HEAD"]).trim())
    );
    let gone = less["gone"].as_array().unwrap();
    assert!(gone.iter().any(|place| place["line"] == 12), "{less}");

    // What can't be compared is said, with a status of its own, and leaves nothing behind.
    for (revision, says) in [
        (
            "HEAD~2",
            "could not tell what `HEAD~2` asked for\n  caused by: `cargo check` failed",
        ),
        ("no-such", "no revision `no-such` in this repository"),
        ("--output=x", "no revision `--output=x` in this repository"),
    ] {
        let output = repository.scopes(&[&format!("--diff={revision}")]);
        assert_eq!(printed(&output, 2), "");
        assert!(said(&output).contains(says), "{}", said(&output));
        let compiler = said(&output).contains("error: expected expression, found `;`");
        assert_eq!(compiler, revision == "HEAD~2", "{}", said(&output));
        assert_eq!(repository.git(&["worktree", "list"]).lines().count(), 1);
    }

    // A package that is new has nothing to be compared with.
    let manifest = std::fs::read_to_string(repository.path("apps/votes/Cargo.toml")).unwrap();
    let renamed = manifest.replace("\"votes\"", "\"ballots\"");
    repository.write("apps/votes/Cargo.toml", &renamed);
    let output = repository.scopes(&["--diff", "HEAD"]);
    assert_eq!(printed(&output, 2), "");
    let says = "`HEAD` has no package `ballots`; it has votes, connect-runtime";
    assert!(said(&output).contains(says), "{}", said(&output));
}

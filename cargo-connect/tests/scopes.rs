//! `cargo connect scopes` in a repository of its own, under a real cargo and a real git.
//!
//! The app's macros are stand-ins that expand to nothing, so that the runtime need not be built.
#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use connect_testing::ScratchPackage;
use connect_testing::scratch_package::{share_dependencies, stderr, workspace_root};
use serde_json::{Value, json};

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

/// A repository with a workspace, whose app is in a folder below.
fn repository() -> ScratchPackage {
    let repository = ScratchPackage::with_files(&[
        (".gitignore", "Cargo.lock\n"),
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"apps/votes\", \"connect-runtime\"]\n",
        ),
        (
            "apps/votes/Cargo.toml",
            &format!(
                "[package]\nname = \"votes\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                 [dependencies]\nconnect-runtime = {{ path = \"../../connect-runtime\" }}\n\
                 [build-dependencies]\nconnect-build = {{ path = {:?} }}\n",
                workspace_root().join("connect-build")
            ),
        ),
        (
            "apps/votes/build.rs",
            "fn main() { connect_build::emit(); }\n",
        ),
        ("apps/votes/src/main.rs", APP),
    ]);
    repository.copy_lock_file();
    repository.write_runtime_stand_in(&["app", "jira", "as_user"], &["webhook"]);
    repository.git(&["init", "--quiet"]);
    repository
}

/// A target directory that is kept, so that the dependencies are built once.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("scratch-packages")
}

/// Runs the command.
fn scopes(repository: &ScratchPackage, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
        .args(["connect", "scopes"])
        .args(arguments)
        .current_dir(repository.root())
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        // As in comparisons.
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS")
        // As in a hook of another repository.
        .env("GIT_DIR", repository.path("elsewhere"))
        .output()
        .unwrap()
}

#[track_caller]
fn printed(output: &Output, status: i32) -> String {
    assert_eq!(output.status.code(), Some(status), "{}", stderr(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn json_of(output: &Output, status: i32) -> Value {
    serde_json::from_str(&printed(output, status)).unwrap()
}

/// One test, because all of it shares one target directory and one history.
#[test]
fn scopes_are_explained_and_compared_with_a_revision() {
    let repository = repository();
    repository.write("apps/votes/src/main.rs", "fn main() { let broken = ; }\n");
    repository.commit("Broken");
    repository.write("apps/votes/src/main.rs", APP);
    repository.commit("Listen");
    repository.write("apps/votes/src/main.rs", &format!("{APP}{WRITES}"));
    repository.commit("Vote");

    let text = printed(&scopes(&repository, &["-p", "votes"]), 0);
    for line in [
        "com.example.votes asks for WRITE, ACT_AS_USER: what its code needs.",
        "  src/main.rs:12  PUT /rest/api/3/issue/{issueIdOrKey} → WRITE  without it: READ, ACT_AS_USER",
        "  src/main.rs:13  as_user! → ACT_AS_USER                        without it: WRITE",
        "  classic   read:jira-user, write:jira-work",
        "The manifest of a Forge version asks for",
        "  read:app-data:jira     the clientKey of tenants that come from Connect",
    ] {
        assert!(text.lines().any(|it| it == line), "{line}\n{text}");
    }
    share_dependencies(&target());
    let value = json_of(&scopes(&repository, &["--json"]), 0);
    assert_eq!(value["scopes"], json!(["WRITE", "ACT_AS_USER"]));
    assert_eq!(value["places"].as_array().unwrap().len(), 4, "{value}");

    // More than before: CI can stop at the status.
    let more = scopes(&repository, &["-p", "votes", "--diff", "HEAD~1"]);
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
    // The comparison leaves only the artifacts of the dependencies.
    assert_eq!(repository.git(&["worktree", "list"]).lines().count(), 1);
    assert_eq!(repository.git(&["status", "--porcelain"]), "");

    // The same as before; and less than before, in changes that are not committed yet.
    printed(&scopes(&repository, &["--diff", "HEAD"]), 0);
    repository.write("apps/votes/src/main.rs", APP);
    let less = json_of(&scopes(&repository, &["--json", "--diff", "HEAD"]), 0);
    assert_eq!(less["removed"], json!(["WRITE", "ACT_AS_USER"]));
    assert_eq!(less["needs_approval"], json!(false));
    assert_eq!(
        less["commit"].as_str(),
        Some(repository.git(&["rev-parse", "HEAD"]).trim())
    );
    let gone = less["gone"].as_array().unwrap();
    assert!(gone.iter().any(|place| place["line"] == 12), "{less}");

    // A comparison that fails has a status of its own, and leaves nothing behind.
    for (revision, error) in [
        (
            "HEAD~2",
            "could not determine what `HEAD~2` asked for\n  caused by: `cargo check` failed",
        ),
        ("no-such", "no revision `no-such` in this repository"),
        ("--output=x", "no revision `--output=x` in this repository"),
    ] {
        let output = scopes(&repository, &[&format!("--diff={revision}")]);
        assert_eq!(printed(&output, 2), "");
        assert!(stderr(&output).contains(error), "{}", stderr(&output));
        let compiler = stderr(&output).contains("error: expected expression, found `;`");
        assert_eq!(compiler, revision == "HEAD~2", "{}", stderr(&output));
        assert_eq!(repository.git(&["worktree", "list"]).lines().count(), 1);
    }

    // A new package has nothing to be compared with.
    let manifest = std::fs::read_to_string(repository.path("apps/votes/Cargo.toml")).unwrap();
    let renamed = manifest.replace("\"votes\"", "\"ballots\"");
    repository.write("apps/votes/Cargo.toml", &renamed);
    let output = scopes(&repository, &["--diff", "HEAD"]);
    assert_eq!(printed(&output, 2), "");
    let error = "`HEAD` has no package `ballots`; it has votes, connect-runtime";
    assert!(stderr(&output).contains(error), "{}", stderr(&output));
}

//! `cargo connect forge` in a package of its own, under a real cargo.
//!
//! The app's macros are stand-ins that expand to nothing, so that the runtime need not be built.
#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use connect_testing::ScratchPackage;
use connect_testing::forge_tools::ForgeTools;
use connect_testing::scratch_package::{share_dependencies, stderr, workspace_root};
use serde_json::Value;

const APP: &str = r#"
use connect_runtime::{jira_report, web_panel};

connect_runtime::app! { key = "com.example.votes", name = "Votes", forge = native }

/// Votes
#[web_panel(location = "atl.jira.view.issue.left.context", weight = 7)]
pub async fn votes() {}

/// Report
#[jira_report(description = "Votes", forge = skip)]
pub async fn report() {}

fn main() {}
"#;

fn package(app: &str) -> ScratchPackage {
    let package = ScratchPackage::with_files(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"votes\", \"connect-runtime\"]\n",
        ),
        (
            "votes/Cargo.toml",
            &format!(
                "[package]\nname = \"votes\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                 [dependencies]\nconnect-runtime = {{ path = \"../connect-runtime\" }}\n\
                 [build-dependencies]\nconnect-build = {{ path = {:?} }}\n",
                workspace_root().join("connect-build")
            ),
        ),
        ("votes/build.rs", "fn main() { connect_build::emit(); }\n"),
        ("votes/src/main.rs", app),
    ]);
    package.copy_lock_file();
    package.write_runtime_stand_in(&["app", "jira"], &["web_panel", "jira_report"]);
    package
}

/// Kept, and shared with the test of scopes, so that the dependencies are built once.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("scratch-packages")
}

fn forge(package: &ScratchPackage, arguments: &[&str]) -> Output {
    command(package, arguments).output().unwrap()
}

fn command(package: &ScratchPackage, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-connect"));
    command
        .args(["connect", "forge"])
        .args(arguments)
        .current_dir(package.path("votes"))
        .env("CARGO_TARGET_DIR", target())
        .env("CARGO_NET_OFFLINE", "true")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        // As in comparisons.
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS");
    command
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// One test, because all of it shares one target directory.
#[test]
fn a_manifest_is_checked_reported_on_and_compared() {
    the_builds_manifest_is_valid_and_the_report_says_what_it_lacks();
    a_manifest_is_compared_with_that_of_a_revision();
}

fn the_builds_manifest_is_valid_and_the_report_says_what_it_lacks() {
    let package = package(APP);
    let checked = forge(&package, &["check"]);
    assert!(
        checked.status.success(),
        "{}{}",
        stdout(&checked),
        stderr(&checked)
    );
    assert!(
        stdout(&checked).contains("nothing is wrong"),
        "{}",
        stdout(&checked)
    );

    let report = forge(&package, &["report"]);
    let text = stdout(&report);
    assert!(report.status.success(), "{text}{}", stderr(&report));
    for part in [
        "on Forge: 1 module\n",
        "done: the manifest has the app's key on Connect",
        "done: the manifest has nothing but the key about Connect",
        "done: no module stays on Connect",
        "done: no scope is one of Connect",
        "an administrator of a site that has the app on Connect may have to approve",
        "is left out on purpose (1):",
        "Jira report \"report\" is not on Forge: it says `forge = skip`",
        "loses the property `weight` on Forge: Forge sorts modules itself",
    ] {
        assert!(text.contains(part), "{part:?} is not in\n{text}");
    }
    let json = forge(&package, &["report", "--json"]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(
        (&json["goes"], &json["modules"]),
        (&Value::from(true), &Value::from(1))
    );

    // Someone has changed the manifest.
    let folder = target().join("connect/votes/forge");
    let manifest = std::fs::read_to_string(folder.join("manifest.yml")).unwrap();
    let changed = package.path("manifest.yml");
    std::fs::write(
        &changed,
        manifest.replace("  jira:issuePanel:", "  jira:issuePanell:"),
    )
    .unwrap();
    let checked = forge(
        &package,
        &["check", "--manifest", changed.to_str().unwrap()],
    );
    assert_eq!(checked.status.code(), Some(1));
    let expected = "unknown Forge module \"jira:issuePanell\"; did you mean \"jira:issuePanel\"?";
    assert!(stdout(&checked).contains(expected), "{}", stdout(&checked));

    if let Some(tools) = ForgeTools::find() {
        let path = changed.to_str().unwrap();
        let mut validated = command(&package, &["check", "--validate", "--manifest", path]);
        validated.env("NODE_PATH", tools.modules());
        let printed = stdout(&validated.output().unwrap());
        let theirs = "Forge's validator: error: invalid value 'jira:issuePanell' in modules";
        assert!(printed.contains(theirs), "{printed}");
    }

    let stays = self::package(&APP.replace(", forge = native", ""));
    let checked = forge(&stays, &["check"]);
    assert_eq!(checked.status.code(), Some(2));
    let expected = "write `forge = native` in app!";
    assert!(stderr(&checked).contains(expected), "{}", stderr(&checked));
    let report = stdout(&forge(&stays, &["report"]));
    assert!(
        report.starts_with("the app does not go to Forge yet"),
        "{report}"
    );
}

const WRITES: &str = r#"
pub async fn vote() {
    jira!(client, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1", json = body);
}
"#;

fn a_manifest_is_compared_with_that_of_a_revision() {
    share_dependencies(&target());
    let app = APP.replace("jira_report,", "jira, jira_report,");
    let package = package(&app.replace(", forge = native", ""));
    package.write(".gitignore", "Cargo.lock\n");
    package.git(&["init", "--quiet"]);
    package.commit("On Connect");
    package.write("votes/src/main.rs", &app);
    package.commit("On Forge");
    package.write("votes/src/main.rs", &format!("{app}{WRITES}"));

    // It does more: an administrator must approve, and CI can stop at the status.
    let more = forge(&package, &["--diff", "HEAD"]);
    let text = stdout(&more);
    assert_eq!(more.status.code(), Some(1), "{text}{}", stderr(&more));
    let (first, rest) = text.split_once('\n').unwrap();
    assert!(
        first.starts_with("com.example.votes since HEAD (")
            && first
                .ends_with("): a major version, which an administrator of each site must approve"),
        "{text}"
    );
    assert!(
        rest.starts_with(
            "  major  permissions.scopes: asks for `write:jira-work`, for \
             PUT /rest/api/3/issue/{issueIdOrKey} (\"Versioning in Connect vs Forge\")\n"
        ),
        "{text}"
    );
    let json = forge(&package, &["--json", "--diff", "HEAD"]);
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["version"], "major");
    assert_eq!(json["needs_approval"], true);
    assert_eq!(json["changes"][0]["rule"], "scopes");

    // Its first version is compared with what it has on Connect.
    let first = forge(&package, &["--diff", "HEAD~1"]);
    let text = stdout(&first);
    assert_eq!(first.status.code(), Some(1), "{text}{}", stderr(&first));
    assert!(text.contains("): its first version on Forge\n"), "{text}");
    assert!(
        text.contains("  write:jira-work is more than the app has: it would take DELETE\n"),
        "{text}"
    );

    // It only does the same in another way.
    package.write(
        "votes/src/main.rs",
        &app.replace("/// Votes", "/// Ballots"),
    );
    let same = forge(&package, &["--diff", "HEAD"]);
    let text = stdout(&same);
    assert!(same.status.success(), "{text}{}", stderr(&same));
    assert!(
        text.contains("): a minor version, which each site gets by itself\n"),
        "{text}"
    );
    assert!(
        text.contains("  minor  modules.jira:issuePanel.votes: is otherwise\n"),
        "{text}"
    );
    assert_eq!(package.git(&["worktree", "list"]).lines().count(), 1);
}

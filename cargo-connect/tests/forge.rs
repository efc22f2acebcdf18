//! `cargo connect forge` in a package of its own, under a real cargo.
//!
//! The app's macros are stand-ins that expand to nothing, so that the runtime need not be built.
#![allow(clippy::unwrap_used, reason = "helpers of tests, outside of `#[test]`")]

use std::process::{Command, Output};

use connect_testing::ScratchPackage;
use connect_testing::scratch_package::{stderr, workspace_root};
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
    package.write_runtime_stand_in(&["app"], &["web_panel", "jira_report"]);
    package
}

fn forge(package: &ScratchPackage, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cargo-connect"))
        .args(["connect", "forge"])
        .args(arguments)
        .current_dir(package.path("votes"))
        .env(
            "CARGO_TARGET_DIR",
            workspace_root().join("target/tests/forge"),
        )
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_manifest_of_the_build_is_right_and_the_report_says_what_it_lacks() {
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
        "on Forge: 1 modules",
        "done: the manifest has the app's key on Connect",
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

    // Somebody has changed the manifest.
    let folder = workspace_root().join("target/tests/forge/connect/votes/forge");
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
    let said = "unknown Forge module \"jira:issuePanell\"; did you mean \"jira:issuePanel\"?";
    assert!(stdout(&checked).contains(said), "{}", stdout(&checked));

    let stays = self::package(&APP.replace(", forge = native", ""));
    let checked = forge(&stays, &["check"]);
    assert_eq!(checked.status.code(), Some(2));
    let said = "write `forge = native` in app!";
    assert!(stderr(&checked).contains(said), "{}", stderr(&checked));
    let report = stdout(&forge(&stays, &["report"]));
    assert!(
        report.starts_with("the app does not go to Forge yet"),
        "{report}"
    );
}

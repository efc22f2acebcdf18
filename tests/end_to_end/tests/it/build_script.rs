//! The build script under a real cargo: where it writes the descriptor, when it runs again, and what
//! a failing build reports.
//!
//! The package's macros are stand-ins that expand to nothing: only the script is tested, so the
//! runtime need not be built.

use std::path::{Path, PathBuf};
use std::process::Output;

use connect_testing::ScratchPackage;
use connect_testing::scratch_package::{stderr, succeeded, workspace_root};

const MAIN: &str = r#"
connect_runtime::app! { key = "com.example.votes", name = "Votes" }

mod panels;

fn main() {}
"#;

const PANELS: &str = r#"
use connect_runtime::web_panel;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
pub async fn votes() {}
"#;

/// A workspace with an app in a folder below, and a library that the app links.
fn scratch_workspace() -> ScratchPackage {
    let workspace = ScratchPackage::with_files(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"apps/votes\", \"calls\", \"connect-runtime\"]\n",
        ),
        (
            "apps/votes/Cargo.toml",
            &format!(
                "[package]\nname = \"votes\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
                 [features]\nextra = []\n\
                 [dependencies]\nconnect-runtime = {{ path = \"../../connect-runtime\" }}\n\
                 calls = {{ path = \"../../calls\" }}\n\
                 [build-dependencies]\nconnect-build = {{ path = {:?} }}\n",
                workspace_root().join("connect-build")
            ),
        ),
        (
            "apps/votes/build.rs",
            "fn main() { connect_build::emit(); }\n",
        ),
        ("apps/votes/src/main.rs", MAIN),
        ("apps/votes/src/panels.rs", PANELS),
        (
            "calls/Cargo.toml",
            "[package]\nname = \"calls\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\
             [dependencies]\nconnect-runtime = { path = \"../connect-runtime\" }\n",
        ),
        ("calls/src/lib.rs", "connect_runtime::library!();\n"),
    ]);
    workspace.write_runtime_stand_in(&["app", "library", "jira"], &["web_panel"]);
    workspace.copy_lock_file();
    workspace
}

/// Kept after the test, so that the next run finds the dependencies built.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("scratch-packages")
}

fn descriptor() -> PathBuf {
    target().join("connect/votes/descriptor.json")
}

fn build(workspace: &ScratchPackage) -> Output {
    workspace.cargo(&target(), ["build", "-v", "-p", "votes"])
}

/// Whether cargo ran the app's build script.
fn ran(stderr: &str) -> bool {
    stderr
        .lines()
        .any(|line| line.contains("Running") && line.contains("build-script-build"))
}

/// One test, because the steps share a target directory.
#[test]
fn a_build_emits_when_sources_change_and_reports_faults() {
    let workspace = scratch_workspace();

    // The first build emits, into the target directory that CARGO_TARGET_DIR names.
    let first = succeeded(&build(&workspace));
    assert!(ran(&first), "{first}");
    let emitted = std::fs::read_to_string(descriptor()).unwrap();
    assert!(emitted.contains("\"key\": \"votes\""), "{emitted}");

    // Nothing changed: the script does not run.
    let again = succeeded(&build(&workspace));
    assert!(!ran(&again), "{again}");

    // A file changed that is not a source of the app: again, it does not run.
    workspace.write("apps/votes/notes.txt", "not a source");
    let unrelated = succeeded(&build(&workspace));
    assert!(!ran(&unrelated), "{unrelated}");

    // A module changed, and so does the descriptor.
    workspace.write(
        "apps/votes/src/panels.rs",
        &PANELS.replace("\"Votes\"", "\"Ballot\""),
    );
    let changed = succeeded(&build(&workspace));
    assert!(ran(&changed), "{changed}");
    let emitted = std::fs::read_to_string(descriptor()).unwrap();
    assert!(emitted.contains("\"Ballot\""), "{emitted}");

    // A feature decides what is in the app.
    let featured = format!(
        "{PANELS}\n#[cfg(feature = \"extra\")]\n#[web_panel(name = \"E\", location = \"atl.general\")]\npub async fn extra() {{}}\n"
    );
    workspace.write("apps/votes/src/panels.rs", &featured);
    succeeded(&build(&workspace));
    let without = std::fs::read_to_string(descriptor()).unwrap();
    succeeded(&workspace.cargo(&target(), ["build", "-p", "votes", "--features", "extra"]));
    let with = std::fs::read_to_string(descriptor()).unwrap();
    assert!(
        !without.contains("\"extra\"") && with.contains("\"extra\""),
        "{without}\n{with}"
    );

    // rustc reports a file that doesn't parse; the last good descriptor stays.
    workspace.write("apps/votes/src/panels.rs", "pub async fn votes( {}");
    let broken = workspace.cargo(&target(), ["build", "-p", "votes", "--features", "extra"]);
    assert!(!broken.status.success());
    assert!(
        stderr(&broken).contains("src/panels.rs:1"),
        "{}",
        stderr(&broken)
    );
    assert!(
        !stderr(&broken).contains("connect_build"),
        "{}",
        stderr(&broken)
    );
    assert_eq!(std::fs::read_to_string(descriptor()).unwrap(), with);

    // A fault across files names both places.
    let twice = format!(
        "{PANELS}\n#[web_panel(key = \"votes\", name = \"V\", location = \"atl.general\")]\npub async fn other() {{}}\n"
    );
    workspace.write("apps/votes/src/panels.rs", &twice);
    let twice = build(&workspace);
    assert!(!twice.status.success());
    assert!(
        stderr(&twice).contains(
            "src/panels.rs:8:14: web panel \"votes\" is declared here, and so is web panel \"votes\" at src/panels.rs:5:14"
        ),
        "{}",
        stderr(&twice)
    );
    assert_eq!(std::fs::read_to_string(descriptor()).unwrap(), with);

    scopes_have_reasons_and_a_ceiling(&workspace);
}

/// The calls of a library add to the scopes that the app asks for, and may not exceed its ceiling.
fn scopes_have_reasons_and_a_ceiling(workspace: &ScratchPackage) {
    let granted = |scopes: &str| {
        let with = format!("name = \"Votes\", scopes = [{scopes}]");
        workspace.write(
            "apps/votes/src/main.rs",
            &MAIN.replace("name = \"Votes\"", &with),
        );
    };
    workspace.write("apps/votes/src/panels.rs", PANELS);
    workspace.write(
        "calls/src/lib.rs",
        "connect_runtime::library!();\npub fn call() { connect_runtime::jira!(jira, PUT \"/rest/api/3/issue/{issueIdOrKey}\"); }\n",
    );

    // Without a ceiling the app asks for what is needed; the reasons are beside the descriptor.
    succeeded(&build(workspace));
    let emitted = std::fs::read_to_string(descriptor()).unwrap();
    assert!(emitted.contains("\"WRITE\""), "{emitted}");
    let reasons = std::fs::read_to_string(descriptor().with_file_name("scopes.json")).unwrap();
    assert!(reasons.contains("../../calls/src/lib.rs"), "{reasons}");

    // The library needs more than the app grants.
    granted("READ");
    let beyond = build(workspace);
    assert!(!beyond.status.success());
    assert!(
        stderr(&beyond).contains(
            "error: votes@0.1.0: ../../calls/src/lib.rs:2:50: PUT /rest/api/3/issue/{issueIdOrKey} \
             needs WRITE, which app! does not grant: add WRITE to its scopes, or leave scopes out to \
             have them inferred"
        ),
        "{}",
        stderr(&beyond)
    );

    // The app grants more than anything needs.
    granted("ADMIN, ACT_AS_USER");
    let warned = succeeded(&build(workspace));
    for warning in [
        "warning: votes@0.1.0: src/main.rs:2:1: app! grants ADMIN, which nothing needs: WRITE is enough",
        "warning: votes@0.1.0: src/main.rs:2:1: app! grants ACT_AS_USER, which nothing needs: remove it from scopes",
    ] {
        assert!(warned.contains(warning), "{warned}");
    }

    // Exactly what is needed is granted: no warning.
    granted("WRITE");
    let quiet = succeeded(&build(workspace));
    assert!(!quiet.contains("which nothing needs"), "{quiet}");
}

//! Each compile error, as its user reads it: `ui/<macro>/fail/<fault>.rs` beside its text;
//! `ui/ceiling/` has those of apps that name their scopes, `ui/app/pass/` whole apps.

use std::process::Command;

#[test]
fn every_fault_has_its_message_and_everything_right_compiles() {
    let cases = trybuild::TestCases::new();
    for entry in std::fs::read_dir("ui").into_iter().flatten().flatten() {
        // An app that is right needs what a build script says; see below.
        let [ceiling, app] = ["ceiling", "app"].map(|name| entry.file_name() == name);
        if !ceiling {
            cases.compile_fail(entry.path().join("fail/*.rs"));
        }
        if !ceiling && !app {
            cases.pass(entry.path().join("pass/*.rs"));
        }
    }
}

/// `app!` wants the build script's view of the app, and a case has no build script. So its place
/// is said in the environment, of a process of its own: the other cases must not have it.
#[test]
fn what_is_beyond_the_ceiling_does_not_compile_and_whole_apps_do() -> std::io::Result<()> {
    let cases = Command::new(std::env::current_exe()?)
        .args(["--exact", "the_cases_of_whole_apps", "--ignored"])
        .env(
            "CONNECT_EMITTED",
            concat!(env!("CARGO_MANIFEST_DIR"), "/ui/ceiling/emitted.json"),
        )
        .output()?;
    let said = String::from_utf8_lossy(&cases.stderr);
    assert!(cases.status.success(), "{said}");
    let said = String::from_utf8_lossy(&cases.stdout);
    assert!(said.contains("1 passed"), "{said}");
    Ok(())
}

#[test]
#[ignore = "run by the test above, with a variable in the environment"]
fn the_cases_of_whole_apps() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/ceiling/fail/*.rs");
    cases.pass("ui/ceiling/pass/*.rs");
    cases.pass("ui/app/pass/*.rs");
}

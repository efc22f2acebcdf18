//! Each compile error as its user reads it: `ui/<macro>/fail/<fault>.rs` beside its text. Those below
//! `ui/ceiling` are apps that name their scopes. The programs that must compile are `apps/passes`.

use std::process::Command;

#[test]
fn every_fault_has_its_message() {
    let cases = trybuild::TestCases::new();
    for folder in std::fs::read_dir("ui").into_iter().flatten().flatten() {
        if folder.file_name() != "ceiling" {
            cases.compile_fail(folder.path().join("fail/*.rs"));
        }
    }
}

/// `app!` reads what the build script emitted, and a case has no build script. So the path of that
/// file is set in the environment, of a process of its own: the other cases must not see it.
#[test]
fn what_is_beyond_the_ceiling_does_not_compile() -> std::io::Result<()> {
    let cases = Command::new(std::env::current_exe()?)
        .args(["--exact", "the_cases_beyond_the_ceiling", "--ignored"])
        .env(
            "CONNECT_EMITTED",
            concat!(env!("CARGO_MANIFEST_DIR"), "/ui/ceiling/emitted.json"),
        )
        .output()?;
    let stderr = String::from_utf8_lossy(&cases.stderr);
    assert!(cases.status.success(), "{stderr}");
    let stdout = String::from_utf8_lossy(&cases.stdout);
    assert!(stdout.contains("1 passed"), "{stdout}");
    Ok(())
}

#[test]
#[ignore = "run by the test above, with a variable in the environment"]
fn the_cases_beyond_the_ceiling() {
    trybuild::TestCases::new().compile_fail("ui/ceiling/fail/*.rs");
}

//! Each compile error as its user reads it: `ui/<macro>/fail/<fault>.rs` beside its text. The programs
//! that must compile are `apps/passes`.
//!
//! In an app the build script runs first, and where it reports an error, the compiler never runs.
//! Such a case has a `.build` in place of its `.stderr`; xtask's tests hold every case to what the
//! build script reports for it.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The case of a package that has no build script.
const WITHOUT_BUILD_SCRIPT: &str = "ui/app/fail/without_build_script.rs";

/// `app!` reads what the build script emitted. The path of that file is set in the environment, of a
/// process of its own, for all cases but the one about its absence.
#[test]
fn every_fault_has_its_message() -> std::io::Result<()> {
    let chosen = std::env::args().filter(|argument| argument.starts_with("trybuild="));
    let cases = Command::new(std::env::current_exe()?)
        .args(["--exact", "the_cases_of_the_compiler", "--ignored"])
        .args(["--nocapture"])
        .args(chosen)
        .env(
            "CONNECT_EMITTED",
            concat!(env!("CARGO_MANIFEST_DIR"), "/ui/ceiling/emitted.json"),
        )
        .status()?;
    assert!(cases.success());
    Ok(())
}

#[test]
#[ignore = "run by the test above, with a variable in the environment"]
fn the_cases_of_the_compiler() {
    let cases = trybuild::TestCases::new();
    for case in sources() {
        if case != Path::new(WITHOUT_BUILD_SCRIPT) && !ends_the_build(&case) {
            cases.compile_fail(case);
        }
    }
}

#[test]
fn without_a_build_script_the_app_says_what_to_write() {
    trybuild::TestCases::new().compile_fail(WITHOUT_BUILD_SCRIPT);
}

/// Every case, sorted.
fn sources() -> Vec<PathBuf> {
    let folders = std::fs::read_dir("ui").into_iter().flatten().flatten();
    let mut cases: Vec<PathBuf> = folders
        .filter_map(|folder| std::fs::read_dir(folder.path().join("fail")).ok())
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    cases.sort();
    cases
}

/// Whether the build script reports an error.
fn ends_the_build(case: &Path) -> bool {
    let report = std::fs::read_to_string(case.with_extension("build")).unwrap_or_default();
    report.lines().any(|line| line.starts_with("error: "))
}

//! The emitted and the collected view differ: the program reports how, and does not start.

use std::process::Command;

#[test]
fn a_library_that_is_never_named_is_reported_at_start() {
    let output = Command::new(env!("CARGO_BIN_EXE_unlinked-app"))
        .env("CONNECT_BIND", "127.0.0.1:0")
        .env("CONNECT_DATABASE_URL", "memory:")
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains("web panel \"forgotten\" at ../unlinked-handlers/src/lib.rs:8:10"),
        "{stderr}"
    );
    // The program's own panel is there.
    assert_eq!(stderr.matches("was not linked").count(), 1, "{stderr}");
    assert!(stderr.contains("use unlinked_handlers as _;"), "{stderr}");
}

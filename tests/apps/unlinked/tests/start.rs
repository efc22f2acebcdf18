//! The build's view and the linker's differ: the program says how, and does not start.

use std::process::Command;

#[test]
fn a_library_that_nobody_names_is_missed_at_start() {
    let output = Command::new(env!("CARGO_BIN_EXE_unlinked-app"))
        .env("CONNECT_BIND", "127.0.0.1:0")
        .env("CONNECT_DATABASE_URL", "memory:")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("web panel \"forgotten\" at ../unlinked-handlers/src/lib.rs:8:10"),
        "{said}"
    );
    assert!(said.contains("was not linked"), "{said}");
    assert!(said.contains("use unlinked_handlers as _;"), "{said}");
}

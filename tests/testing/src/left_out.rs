//! Tests that need what a machine may lack.

use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};

/// Reports that a test is left out for want of something that the machine lacks.
///
/// # Panics
/// If `CI` is `true`.
pub fn leave_out(missing: &str) {
    static LEFT_OUT: AtomicU32 = AtomicU32::new(0);
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "no test may be left out where CI=true: there is no {missing}"
    );
    let count = LEFT_OUT.fetch_add(1, Ordering::Relaxed) + 1;
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // Not `eprintln!`, which the test harness captures while a test passes.
    let line = format!("left out for want of {missing}: {test} ({count} in this program)\n");
    // If standard error is closed, the line has no reader.
    let _ = std::io::stderr().write_all(line.as_bytes());
}

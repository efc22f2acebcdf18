//! The app as a program: what it does with a bad environment, what it logs, how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests, outside of `#[test]`"
)]

mod bad_input;
mod hostile;
mod killed;
mod logs;
mod processes;
mod running;
mod stopping;

//! The framework from outside: whole apps over HTTP, under a real cargo, and on a real store.
//!
//! One program, because each test program links the whole runtime.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "fixtures outside of test functions fail their tests by panicking"
)]

mod assets;
mod build_script;
mod passing_programs;
mod security;
mod security_catalogue;
mod thousand_installs;
mod three_views;

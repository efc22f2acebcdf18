//! A type that no text becomes.
//! fix: `Vec<String>` → `String`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[derive(ContextParameters)]
struct Place {
    #[context("key")]
    keys: Vec<String>,
}

fn main() {}

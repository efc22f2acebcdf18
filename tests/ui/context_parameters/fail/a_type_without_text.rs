//! A type that no text becomes.
//! fix: take a type that implements `FromStr`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[derive(ContextParameters)]
struct Place {
    #[context("key")]
    keys: Vec<String>,
}

fn main() {}

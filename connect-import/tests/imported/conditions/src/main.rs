//! Conditions, imported from `conditions.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-conditions/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod confluence;
mod jira;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.conditions",
    name = "Conditions",
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

//! Decisions, imported from `kitchen-sink-confluence.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-kitchen-sink-confluence/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod confluence;
mod events;
mod lifecycle;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.kitchen-sink-confluence",
    name = "Decisions",
    description = "Decisions, kept where they were made",
    vendor = { name = "Example", url = "https://example.com" },
    api_version = 1,
    scopes = [READ],
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

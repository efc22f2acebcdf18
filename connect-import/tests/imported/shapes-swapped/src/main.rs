//! Imported from `shapes-swapped.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-shapes-swapped/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod events;
mod jira;

use connect_runtime::prelude::*;

// dropped links: ["https://example.com"]
// dropped vendor: "Example"
// dropped webhooks: "not an object"

connect_runtime::app! {
    key = "com.example.swapped",
    name = "An object where text belongs",
    scopes = [READ],
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

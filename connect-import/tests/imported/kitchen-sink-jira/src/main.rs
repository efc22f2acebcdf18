//! Votes, imported from `kitchen-sink-jira.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-kitchen-sink-jira/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod events;
mod jira;
mod lifecycle;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.kitchen-sink-jira",
    name = "Votes",
    description = "Votes on issues, projects, requests and deployments",
    vendor = { name = "Example", url = "https://example.com" },
    api_version = 1,
    scopes = [READ],
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

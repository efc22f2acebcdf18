//! Votes, imported from `tidy-jira.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-tidy-jira/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod events;
mod jira;
mod lifecycle;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.votes",
    name = "Votes",
    description = "Shows the votes on an issue.",
    vendor = { name = "Example", url = "https://example.com" },
    links = { homepage = "https://example.com/votes" },
    api_version = 1,
    enable_licensing = true,
    scopes = [READ, ACT_AS_USER],
    translations = { paths = { "de-DE" = "/i18n/de.json" } },
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

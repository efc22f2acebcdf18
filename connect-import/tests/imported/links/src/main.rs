//! Links, imported from `links.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-links/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod confluence;
mod jira;
mod shared;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.links",
    name = "Links",
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

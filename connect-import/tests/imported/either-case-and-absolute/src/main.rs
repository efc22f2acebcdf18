//! Imported from `either-case-and-absolute.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-either-case-and-absolute/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod bitbucket;
mod jira;
mod lifecycle;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.cases",
    contexts = [account, personal],
    scopes = [READ, WRITE, ADMIN, account, pullrequest],
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

//! Bitbucket, imported from `bitbucket.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-bitbucket/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod bitbucket;
mod events;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.bitbucket",
    name = "Bitbucket",
    contexts = [personal, account],
    scopes = [account, repository],
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

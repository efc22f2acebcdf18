//! No key, imported from `missing-required.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-missing-required/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod confluence;
mod events;
mod jira;
mod shared;

use connect_runtime::prelude::*;

// dropped configurePage: {
//   "key": "second",
//   "url": "/second"
// }

connect_runtime::app! {
    key = "com.example.imported",
    name = "No key",
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

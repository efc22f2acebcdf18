//! Imported from `nothing.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-nothing/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.imported",
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

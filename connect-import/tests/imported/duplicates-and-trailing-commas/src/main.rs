//! Imported from `duplicates-and-trailing-commas.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-duplicates-and-trailing-commas/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod shared;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.last",
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

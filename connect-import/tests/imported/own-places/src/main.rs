//! Places, imported from `own-places.json`.
//!
//! Each `todo!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-own-places/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod navigation;
mod panels;
mod project;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.places",
    name = "Places",
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

//! {{appName}}, imported from `templates-and-comments.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-templates-and-comments/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod shared;

use connect_runtime::prelude::*;

// made from a template
// baseUrl: filled in while deploying
// dropped apiVersion: "{{apiVersion}}"
// authentication.type: never none
// dropped enableLicensing: "{{licensing}}"
// dropped scopes: "{{scope}}"
// generalPages: one a product

connect_runtime::app! {
    key = "com.example.imported",
    name = "{{appName}}",
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

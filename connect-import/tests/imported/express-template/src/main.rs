//! Express app, imported from `express-template.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-express-template/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod jira;
mod lifecycle;

use connect_runtime::prelude::*;

// The scaffold fills the templates in
// baseUrl: a tunnel while developing
// generalPages: the first page

connect_runtime::app! {
    key = "com.example.express",
    name = "Express app",
    description = "Begun from a scaffold",
    vendor = { name = "Example", url = "https://example.com" },
    links = { homepage = "{{localBaseUrl}}/atlassian-connect.json" },
    scopes = [READ],
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

//! Odd \u{202e} values \u{fffe}0\u{fffe} \0, imported from `odd-values.json`.
//!
//! Each `not_written!` is a handler to fill in: what the old app answered there.
//! `cargo build` writes the descriptor to `target/connect/import-odd-values/descriptor.json`,
//! `cargo connect dev` installs the app into a local host and opens each module.

mod jira;

use connect_runtime::prelude::*;

// comment: turns \u{202e} around
// dropped links.type: 5

connect_runtime::app! {
    key = "com.example.odd",
    name = "Odd \u{202e} values \u{fffe}0\u{fffe} \0",
    links = { documentation = "https://example.com/docs", "odd name" = "https://example.com" },
    api_version = 2,
    enable_licensing = true,
    region_base_urls = { EU = "https://eu.example.com" },
    translations = {
        paths = {
            // fr-FR: later
            "de-DE" = "/i18n/de.json",
        },
    },
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

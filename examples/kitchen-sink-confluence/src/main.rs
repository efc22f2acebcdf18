//! Decisions on pages: an app that uses every module kind of Confluence once.
//!
//! It is meant to be read rather than run: each file holds the kinds that one place of the product needs.
//! The app is on Connect and on Forge; what Forge has no place for says `forge = skip`.
//!
//! | file | what it is |
//! |---|---|
//! | `admin.rs`, `admin/` | settings below a section of the app's own, and the first visit |
//! | `content.rs`, `content/` | what is shown beside a page: byline, panel, property, condition, content |
//! | `macros.rs`, `macros/` | macros in a page's body |
//! | `space.rs`, `space/` | what belongs to a space: a tab, a blueprint, a theme |
//! | `navigation.rs` | pages and shortcuts that are available everywhere |
//! | `events.rs` | events that Confluence sends to the app |

mod admin;
mod content;
mod events;
mod macros;
mod navigation;
mod space;
#[cfg(test)]
mod tests;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.kitchen-sink-confluence",
    name = "Decisions",
    description = "Decisions, kept where they were made",
    vendor = { name = "Example", url = "https://example.com" },
    scopes = [READ],
    forge = native,
}

/// The images that the modules name.
#[assets("images")]
struct Images;

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

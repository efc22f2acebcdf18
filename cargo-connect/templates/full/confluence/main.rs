//! My app: notes on Confluence's pages. `cargo connect dev` builds it and opens it.
//!
//! | file | what it is |
//! |---|---|
//! | `note.rs` | the note of one page, kept in Confluence |
//! | `byline.rs` | the line below the page's title, and what its form calls |
//! | `settings.rs` | what administrators set |
//! | `created.rs` | what happens when a page is created |
//! | `static/note.js` | the script of the line's page |

mod byline;
mod created;
mod note;
mod settings;
#[cfg(test)]
mod tests;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.my-app",
    name = "My app",
    vendor = { name = "Example", url = "https://example.com" },
}

/// What browsers load: a debug build reads the files from disk, a release build has them in it.
#[assets("static")]
struct Static;

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

//! My app: notes beside Jira's issues. `cargo connect dev` builds it and opens it.
//!
//! | file | what it is |
//! |---|---|
//! | `note.rs` | the note of one issue, kept in Jira |
//! | `panel.rs` | the panel beside the issue, and what its form calls |
//! | `settings.rs` | what administrators set |
//! | `created.rs` | what happens when an issue is created |
//! | `static/note.js` | the script of the panel |

mod created;
mod note;
mod panel;
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

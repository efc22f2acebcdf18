//! My app: notes beside Jira's issues and on Confluence's pages. `cargo connect dev` builds it and opens it.
//!
//! | file | what it is |
//! |---|---|
//! | `jira/`, `confluence/` | what is for one of the products |
//! | `…/note.rs` | one note, kept in the product |
//! | `jira/panel.rs`, `confluence/byline.rs` | where a note is shown, and what its form calls |
//! | `…/settings.rs` | what administrators set |
//! | `…/created.rs` | what happens when an issue or a page is created |
//! | `static/note.js` | the script that keeps a note |

mod confluence;
mod jira;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.my-app",
    name = "My app",
    vendor = { name = "Example", url = "https://example.com" },
    descriptors = per_product,
}

/// What browsers load: a debug build reads the files from disk, a release build has them in it.
#[assets("static")]
struct Static;

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

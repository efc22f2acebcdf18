//! Approvals of pages: who has read a page and approves of it, until it changes.
//!
//! The approvals are kept in a content property of the page, so the app has no data of its own.
//!
//! | file | what it is |
//! |---|---|
//! | `approvals.rs` | the approvals of one page |
//! | `byline.rs` | the line below the page's title, with its button |
//! | `approve.rs` | what the button calls |
//! | `listing.rs` | the macro that lists the approvals inside the page |
//! | `updated.rs` | a page that changes has to be approved again |
//! | `space.rs` | the approved pages of a space |

mod approvals;
mod approve;
mod byline;
mod listing;
mod space;
#[cfg(test)]
mod tests;
mod updated;

use connect_runtime::prelude::*;

// No `scopes`: they are what the calls in these files and in `static/` need.
connect_runtime::app! {
    key = "com.example.page-approvals",
    name = "Page approvals",
    description = "Who has read a page and approves of it",
    vendor = { name = "Example", url = "https://example.com" },
    forge = native,
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

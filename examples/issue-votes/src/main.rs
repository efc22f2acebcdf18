//! Weighted votes: everybody gives an issue up to three points.
//!
//! The points are kept in an entity property of the issue, so the app has no data of its own. Who
//! gives points also votes in Jira, as themselves; who takes them all back takes that vote back.
//!
//! | file | what it is |
//! |---|---|
//! | `points.rs` | everyone's points on one issue |
//! | `panel.rs` | the panel beside the issue, with its script |
//! | `vote.rs` | what the panel's buttons call |
//! | `created.rs` | the reporter of a new issue gives it a point |
//! | `ranking.rs` | the page that lists the issues with the most points |

mod created;
mod panel;
mod points;
mod ranking;
#[cfg(test)]
mod tests;
mod vote;

use connect_runtime::prelude::*;

// No `scopes`: they are what the calls in these files need.
connect_runtime::app! {
    key = "com.example.issue-votes",
    name = "Issue votes",
    description = "Up to three points for an issue from everybody",
    vendor = { name = "Example", url = "https://example.com" },
    forge = native,
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    connect_runtime::serve().await
}

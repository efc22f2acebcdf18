//! Votes on issues, in tables of the app's own.
//!
//! The tables are in the database that connect keeps its tenants in, and share its connections. Any
//! number of processes may serve the app. It needs PostgreSQL, in development too:
//!
//! ```console
//! $ CONNECT_DATABASE_URL=postgres://votes:secret@localhost/votes cargo connect dev -p team-votes
//! ```
//!
//! In a checkout, `.ci/postgres` starts a server that is gone afterwards:
//!
//! ```console
//! $ .ci/postgres cargo connect dev -p team-votes
//! ```
//!
//! | file | what it is |
//! |---|---|
//! | `votes.rs` | the tables, and what is asked of them |
//! | `panel.rs` | the panel beside the issue |
//! | `vote.rs`, `static/` | what the panel's button calls, and its script |
//! | `publish.rs` | a job that each vote asks for in its own transaction: tells Jira the count |
//! | `created.rs` | new issues are noted |

mod created;
mod panel;
mod publish;
#[cfg(test)]
mod tests;
mod vote;
mod votes;

use connect_runtime::config::Config;
use connect_runtime::prelude::*;

use crate::votes::Votes;

connect_runtime::app! {
    key = "com.example.team-votes",
    name = "Team votes",
    description = "Votes on issues, kept by the app",
    vendor = { name = "Example", url = "https://example.com" },
    state = Votes,
    forge = native,
}

#[connect_runtime::main]
async fn main() -> Result<()> {
    let store = Config::from_env()?.open_postgres().await?;
    let votes = Votes::open(store.pool().clone()).await?;
    connect_runtime::serve()
        .store(store)
        .with_state(votes)
        .await
}

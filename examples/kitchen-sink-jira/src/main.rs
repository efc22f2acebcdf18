//! Votes on issues: an app that uses every module kind of Jira, Jira Software and Jira Service
//! Management once.
//!
//! It is meant to be read rather than run: each folder holds the kinds that one place of the product needs.
//! The app is on Connect and on Forge; what Forge has no place for says `forge = skip`.
//!
//! | folder | what it is |
//! |---|---|
//! | `admin/` | settings below a section of the app's own, permissions, the first visit |
//! | `issue/` | panels and fields of an issue, its properties, and its workflow |
//! | `project/` | pages, reports and settings of a project |
//! | `everywhere/` | dashboards, searches, menus, shortcuts, profiles, events |
//! | `software/` | what Jira Software learns from builds, deployments, scanners, … |
//! | `service/` | the portal, the queues and the assets of Jira Service Management |

mod admin;
mod everywhere;
mod issue;
mod project;
mod service;
mod software;
#[cfg(test)]
mod tests;

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.kitchen-sink-jira",
    name = "Votes",
    description = "Votes on issues, projects, requests and deployments",
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

//! An argument that belongs to another kind of module.
//! fix: `, event = "jira:issue_created"` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", event = "jira:issue_created")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

//! Arguments as in JSON.
//! fix: `"name": "Votes"` → `name = "Votes"`
//! fix: `location: ` → `location = `

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel("name": "Votes", location: "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

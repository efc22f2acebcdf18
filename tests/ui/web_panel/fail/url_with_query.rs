//! A context parameter in the path, without an argument that takes it.
//! fix: `/votes?issue={issue.key}` → `/votes`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", url = "/votes?issue={issue.key}")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

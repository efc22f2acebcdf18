//! An argument that is given twice.
//! fix: `, name = "Other"` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", name = "Other")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

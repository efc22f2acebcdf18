//! Text where an object is taken.
//! fix: `layout = "10px"` → `layout = { width = "10px", height = "5px" }`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", layout = "10px")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

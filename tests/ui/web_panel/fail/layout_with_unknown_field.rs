//! A misspelt member of an object.
//! fix: `heigth` → `height`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", layout = { width = "10px", heigth = "5px" })]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

//! A webhook's context parameter in the URL of a panel.
//! fix: `comment.id` → `issue.id`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(
    name = "Votes",
    location = "atl.jira.view.issue.right.context",
    url = "/votes?of={comment.id}"
)]
async fn votes() -> String {
    "17".to_owned()
}

fn main() {}

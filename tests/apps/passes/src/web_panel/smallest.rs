use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn smallest_votes() -> &'static str {
    "votes"
}

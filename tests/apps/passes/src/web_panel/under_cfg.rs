use connect_runtime::prelude::*;

#[web_panel(name = "Gone", location = "atl.jira.view.issue.right.context")]
#[cfg(any())]
async fn gone() -> Missing {
    Missing
}

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes_under_cfg() -> &'static str {
    "votes"
}

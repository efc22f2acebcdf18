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

/// Neither is this one, whose condition is itself conditional.
#[web_panel(location = "atl.jira.view.issue.right.context", conditions = remote(absent))]
#[cfg_attr(all(), allow(unused), cfg(any()))]
async fn votes_under_cfg_attr(absent: NoSuchType) -> NoSuchType {}

#[condition]
#[cfg_attr(all(), cfg(any()))]
async fn absent(absent: NoSuchType) -> NoSuchType {}

//! A panel, and at its path the endpoint that its form posts to: the host may post to a panel, too.
//! fix: `POST "/votes"` → `POST "/votes/cast"`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> Page {
    Page::new("Votes")
}

#[endpoint(POST "/votes")]
async fn cast() -> &'static str {
    "cast"
}

fn main() {}

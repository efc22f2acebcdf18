//! A panel and an endpoint at one path.
//! fix: `GET "/votes"` → `GET "/votes/all"`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> Page {
    Page::new("Votes")
}

#[endpoint(GET "/votes")]
async fn all() -> &'static str {
    "all"
}

fn main() {}

//! One descriptor for Jira and one for Confluence: each has its own module, and both have the page.

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.votes",
    descriptors = per_product,
}

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn votes() -> Page {
    Page::new("Votes")
}

/// Approvals
#[content_byline_item]
async fn approvals() -> Page {
    Page::new("Approvals")
}

/// About
#[general_page]
async fn about() -> Page {
    Page::new("About")
}

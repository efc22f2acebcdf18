//! A page with a script of its own.

use connect_runtime::prelude::*;

// readme: files
#[assets("static")]
struct Static;

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn votes() -> Page {
    Page::new("Votes")
        .lang("en")
        .head(html! { script src=(asset!("votes.js")) {} })
}
// readme: end

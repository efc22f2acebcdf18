//! A name with the key of a translation and without the text.
//! fix: `{ i18n` → `{ value = "Votes", i18n`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = { i18n = "votes.name" }, location = "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

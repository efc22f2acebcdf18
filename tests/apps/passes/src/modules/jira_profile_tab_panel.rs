#![allow(deprecated)]

use connect_runtime::prelude::*;

/// Votes
#[jira_profile_tab_panel(weight = 100)]
async fn profile_votes_tab(#[context("profileUser.accountId")] account: String) -> Page {
    Page::new("Votes").body(account)
}

//! Panels, glances and fields of an issue.

use connect_runtime::prelude::*;

/// Voters
#[web_panel(
    location = "atl.jira.view.issue.right.context",
    conditions = all(
        user_is_logged_in,
        remote(has_votes),
        entity_property_equal_to(
            entity = issue, property_key = "votes", object_name = "open", value = "true",
        ),
    ),
)]
async fn voters_panel(#[context("issue.key")] issue: String) -> Page {
    Page::new("Voters").body(issue)
}

/// Only sites that voted see who did.
#[condition]
async fn has_votes() -> Result<bool> {
    Ok(true)
}

/// Votes
#[jira_issue_glance(
    icon = "/images/votes.svg",
    content = { type = label, label = "Votes" },
    target = { type = web_panel },
)]
async fn votes_glance(#[context("issue.key")] issue: String) -> Page {
    Page::new("Votes").body(issue)
}

/// Vote context
#[jira_issue_context(
    icon = "/images/votes.svg",
    content = { type = label, label = "Votes" },
    target = { type = web_panel },
)]
async fn votes_context(#[context("issue.key")] issue: String) -> Page {
    Page::new("Votes").body(issue)
}

/// Reasons
#[jira_issue_content(
    icon = "/images/reasons.svg",
    tooltip = "Add reasons",
    target = { type = web_panel },
)]
async fn reasons(#[context("issue.key")] issue: String) -> Page {
    Page::new("Reasons").body(issue)
}

/// Voting history
#[jira_issue_tab_panel(weight = 100)]
async fn history(#[context("issue.key")] issue: String) -> Page {
    Page::new("Voting history").body(issue)
}

#[jira_background_script(location = { type = issue_view, should_reload_on_refresh = true })]
async fn counter() -> Page {
    Page::new("Counter")
}

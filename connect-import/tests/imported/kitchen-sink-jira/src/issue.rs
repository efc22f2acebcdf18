use connect_runtime::prelude::*;

#[jira_issue_content(
    name = "Reasons",
    icon = "/images/reasons.svg",
    tooltip = "Add reasons"
)]
async fn reasons(#[context("issue.key")] issue_key: Option<String>) -> Page {
    todo!("reasons: {issue_key:?}")
}

#[jira_issue_context(
    name = "Vote context",
    icon = "/images/votes.svg",
    content = { label = "Votes" },
)]
async fn votes_context(#[context("issue.key")] issue_key: Option<String>) -> Page {
    todo!("votes_context: {issue_key:?}")
}

#[jira_issue_field(name = "Reason", description = "Why it was voted for", type = string)]
struct Reason;

#[jira_issue_glance(name = "Votes", icon = "/images/votes.svg", content = { label = "Votes" })]
async fn votes_glance(#[context("issue.key")] issue_key: Option<String>) -> Page {
    todo!("votes_glance: {issue_key:?}")
}

#[jira_issue_tab_panel(name = "Voting history", weight = 100)]
async fn history(#[context("issue.key")] issue_key: Option<String>) -> Page {
    todo!("history: {issue_key:?}")
}

#[jira_issue_type(
    name = "Poll",
    description = "A question with answers to vote for",
    type = standard,
)]
struct Poll;

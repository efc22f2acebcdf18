use connect_runtime::prelude::*;

#[jira_background_script(location = { should_reload_on_refresh = true, type = issue_view })]
async fn counter() -> Page {
    todo!("counter")
}

#[jira_dashboard_item(
    name = "Most voted",
    description = "The issues with most votes",
    configurable = true,
    thumbnail_url = "/images/most-voted.png"
)]
async fn dashboard(#[context("dashboard.id")] dashboard_id: Option<String>) -> Page {
    todo!("dashboard: {dashboard_id:?}")
}

#[jira_entity_property(
    name = "Votes",
    entity_type = issue,
    key_configurations = [
        {
            extractions = [{ alias = "voteCount", object_name = "count", type = number }],
            property_key = "votes",
        },
    ],
)]
struct IssueVotes;

#[jira_global_permission(
    name = "Count votes",
    description = "See how many votes there are",
    default_grants = [jira_administrators],
)]
struct CountVotes;

#[jira_jql_function(
    name = "mostVoted",
    arguments = [{ name = "count", required = true }],
    operators = ["in", not_in],
    types = [issue],
)]
async fn most_voted_issues() -> Result<()> {
    todo!("most_voted_issues")
}

#[jira_report(
    name = "Votes over time",
    description = "How many votes a project got",
    report_category = agile,
    thumbnail_url = "/images/votes-over-time.png",
)]
async fn votes_over_time(#[context("project.key")] project_key: Option<String>) -> Page {
    todo!("votes_over_time: {project_key:?}")
}

#[jira_search_request_view(
    name = "Votes as a table",
    description = "The issues found, with their votes"
)]
async fn votes_table() -> Page {
    todo!("votes_table")
}

use connect_runtime::prelude::*;

use connect_runtime::axum::extract::Query;

#[derive(Debug, serde::Deserialize)]
struct Standard {
    lic: Option<String>,
}

/// Votes of an issue.
#[web_panel(
    key = "votes-of-the-issue",
    location = "atl.jira.view.issue.right.context",
    weight = -10,
    cacheable = false,
    layout = { width = "100%", height = "200px" },
    tooltip = { value = "Votes", i18n = "votes.tooltip" },
    conditions = all(user_is_logged_in, not(user_is_admin)),
    params = { "some-name" = "value" },
    url = "/issues/votes",
)]
async fn votes(
    #[context("issue.key")] issue: String,
    #[context("project.id")] project: Option<i64>,
    #[context(unlisted("brand.new"))] brand: Option<String>,
    tenant: Tenant,
    user: Option<User>,
    license: License,
    Query(standard): Query<Standard>,
) -> Result<Page> {
    let _ = (project, brand, tenant, user, license, standard.lic);
    Ok(Page::new("Votes").body(issue))
}

use connect_runtime::answers::{List, confluence, jira};
use connect_runtime::client::{Confluence, Jira};
use connect_runtime::prelude::*;

#[allow(dead_code)]
async fn issues(jira: &Jira, key: &str) -> Result<()> {
    let issue: jira::Issue =
        jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key).await?;
    let status = issue.fields.status.map(|status| status.name);
    let me: jira::User = jira!(jira, GET "/rest/api/3/myself").await?;
    tracing::info!(issue.key, status, me.display_name);

    // Each item of a list, of all its pages.
    let found: Vec<jira::Issue> =
        jira!(jira, GET "/rest/api/3/search/jql", query(jql = "votes > 0"))
            .items()
            .all()
            .await?;
    // One page.
    let comments: List<jira::Comment> =
        jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}/comment", issueIdOrKey = key).await?;
    let newest = comments
        .items
        .iter()
        .filter_map(|comment| comment.created)
        .max();
    let newest = newest.map(|moment| moment.to_string());
    tracing::info!(found = found.len(), newest);
    // Bare lists.
    let _: Vec<jira::Field> = jira!(jira, GET "/rest/api/3/field").await?;
    Ok(())
}

#[allow(dead_code)]
async fn pages(confluence: &Confluence, id: u64) -> Result<()> {
    let page: confluence::Page =
        confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = id).await?;
    let text = page.body.and_then(|body| body.storage?.value);
    tracing::info!(page.title, text);
    Ok(())
}

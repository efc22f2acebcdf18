//! Three ways to a property of an issue.
use connect_runtime::client::{Entity, Property};
use connect_runtime::prelude::*;

// readme: checked
async fn votes(jira: &Jira, issue: &str) -> Result<Option<u32>> {
    let kept: Option<Property<u32>> = jira!(
        jira,
        GET "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}",
        issueIdOrKey = issue,
        propertyKey = "votes",
    )
    .optional()
    .await?;
    Ok(kept.map(|property| property.value))
}
// readme: by-name
async fn votes_by_name(jira: &Jira, issue: &str) -> Result<Option<u32>> {
    let properties = jira.properties(Entity::Issue(issue), scopes![READ]);
    Ok(properties.get("votes").await?)
}
// readme: end

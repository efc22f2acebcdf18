//! The calls of the README.
use connect_runtime::prelude::*;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Issue {
    key: String,
}

#[rustfmt::skip]
async fn calls(jira: &Jira, user: &User, key: &str, edit: &Value) -> Result<()> {
    // readme: calls
    let issue: Issue = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key, query(fields = ["votes"])).await?;
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key, json = edit).await?;

    let mut issues = jira!(jira, GET "/rest/api/3/search/jql", query(jql = "votes > 0")).items();
    while let Some(issue) = issues.next().await {
        let issue: Issue = issue?;
        tracing::info!(key = issue.key, "has votes");
    }

    let me = as_user!(jira, user);
    jira!(me, POST "/rest/api/3/issue/{issueIdOrKey}/votes", issueIdOrKey = key).await?;
    // readme: end
    Ok(())
}

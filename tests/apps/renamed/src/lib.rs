//! An app that gives the runtime another name, with one expansion of each kind, and an attribute under
//! another name.

use atlassian::prelude::web_panel as panel;
use atlassian::prelude::*;
use serde_json::Value;

atlassian::app! {
    key = "com.example.renamed",
    name = "Example",
    vendor = { name = "Example", url = "https://example.com" },
    scopes = [WRITE, ACT_AS_USER],
}

/// Tools
#[web_section(location = "system.top.navigation.bar")]
struct Tools;

/// Votes
#[web_item(location = Tools)]
async fn votes(#[context("project.key")] project: Option<String>) -> String {
    project.unwrap_or_default()
}

#[webhook(event = "jira:issue_created")]
async fn greet(event: Event<Value>, jira: Jira) -> Result<()> {
    let key = event["issue"]["key"].to_string();
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = key, json = Value::Null)
        .await?;
    Ok(())
}

#[endpoint(POST "/vote")]
async fn vote(jira: Jira, user: User) -> Result<String> {
    let user = as_user!(jira, user, scopes![READ]);
    let myself: Value = jira!(user, GET "/rest/api/3/myself").await?;
    Ok(myself.to_string())
}

/// Votes
#[panel(location = "atl.jira.view.issue.right.context")]
async fn shown(#[context("issue.key")] issue: String) -> String {
    issue
}

/// Runs the app.
#[atlassian::main]
pub async fn main() -> Result<()> {
    atlassian::serve().await
}

//! Names that expansions might want for themselves.

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn collect(tenant: Tenant) {}

#[webhook(event = "jira:issue_created")]
async fn registration(tenant: Tenant) {}

#[endpoint(POST "/submit")]
async fn submit(tenant: Tenant) {}

#[endpoint(POST "/arguments")]
async fn arguments(user: User) {}

#[endpoint(POST "/call")]
async fn handler(call: Jira, context: User) -> Result<()> {
    let site = call.clone();
    let _: serde_json::Value = jira!(site, GET "/rest/api/3/myself").await?;
    Ok(())
}

/// A module of the name of a function that other items name.
mod editor {
    pub(super) const WIDTH: u32 = 400;
}

/// Edit
#[dialog(key = "editor-beside-a-module")]
async fn editor() -> String {
    editor::WIDTH.to_string()
}

//! The body's type does not implement `Serialize`.
//! fix: `pub struct Fields;` → `#[derive(serde::Serialize)]\npub struct Fields {}`
//! fix: `json = Fields` → `json = Fields {}`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub struct Fields;

pub async fn example(jira: Jira) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1", json = Fields).await?;
    Ok(())
}

fn main() {}

//! A JSON body for an operation that takes a form with files.
//! fix: `body: Value` → `form: connect_runtime::client::Multipart`
//! fix: `json = body` → `multipart = form`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, body: Value) -> Result<()> {
    let () = jira!(jira, POST "/rest/api/3/issue/{issueIdOrKey}/attachments", issueIdOrKey = "DEMO-1", json = body).await?;
    Ok(())
}

fn main() {}

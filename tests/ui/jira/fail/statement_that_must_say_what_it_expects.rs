//! A statement that drops an answer without saying so.
//! fix: `    jira!(jira, POST` → `    let () = jira!(jira, POST`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, body: Value) -> Result<()> {
    jira!(jira, POST "/rest/api/3/issue", json = body).await?;
    Ok(())
}

fn main() {}

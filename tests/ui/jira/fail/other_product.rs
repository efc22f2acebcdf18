//! A path of Confluence in a call of Jira's API.
//! fix: `jira: Jira` → `confluence: Confluence`
//! fix: `jira!(jira` → `confluence!(confluence`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/wiki/api/v2/pages/{id}", id = 10).await?;
    Ok(())
}

fn main() {}

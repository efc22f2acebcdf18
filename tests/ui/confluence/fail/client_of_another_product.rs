//! A call of Confluence's API with a client of Jira.
//! fix: `jira: Jira` → `confluence: Confluence`
//! fix: `confluence!(jira` → `confluence!(confluence`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = confluence!(jira, GET "/wiki/api/v2/pages/{id}", id = 10).await?;
    Ok(())
}

fn main() {}

//! A call of Jira's API with a client of Confluence.
//! fix: `confluence: Confluence` → `jira: Jira`
//! fix: `jira!(confluence` → `jira!(jira`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = jira!(confluence, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}

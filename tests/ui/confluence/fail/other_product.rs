//! A path of Jira in a call of Confluence's API.
//! fix: `confluence: Confluence` → `jira: Jira`
//! fix: `confluence!(confluence` → `jira!(jira`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = confluence!(confluence, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}

//! The query after `=`, instead of in parentheses.
//! fix: `query = "a"` → `query(query = "a")`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query = "a").await?;
    Ok(())
}

fn main() {}

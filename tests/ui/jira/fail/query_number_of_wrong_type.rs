//! A word for a query parameter that is a number.
//! fix: `"many"` → `10`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(maxResults = "many")).await?;
    Ok(())
}

fn main() {}

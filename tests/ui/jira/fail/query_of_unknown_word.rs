//! A misspelt word for a query parameter that takes one of a list.
//! fix: `"nmae"` → `"name"`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(orderBy = "nmae")).await?;
    Ok(())
}

fn main() {}

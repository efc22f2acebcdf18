//! A list for a query parameter that takes one value.
//! fix: `query = ["a", "b"]` → `query = "a"`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(query = ["a", "b"])).await?;
    Ok(())
}

fn main() {}

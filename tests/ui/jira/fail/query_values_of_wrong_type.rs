//! A list of text for a query parameter that takes numbers.
//! fix: `ids: Vec<&str>` → `ids: Vec<u64>`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, ids: Vec<&str>) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(id = ids)).await?;
    Ok(())
}

fn main() {}

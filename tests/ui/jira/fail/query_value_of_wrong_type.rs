//! Variables whose types don't fit their query parameters.
//! fix: `limit: &str, words: Vec<String>` → `limit: u32, words: String`
//! fix: `action = limit.len()` → `action = "view"`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, limit: &str, words: Vec<String>) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project/search", query(maxResults = limit, query = words, action = limit.len())).await?;
    Ok(())
}

fn main() {}

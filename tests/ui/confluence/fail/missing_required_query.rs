//! A required query parameter is not given.
//! fix: `rest/api/search"` → `rest/api/search", query(cql = "type = page")`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = confluence!(confluence, GET "/wiki/rest/api/search").await?;
    Ok(())
}

fn main() {}

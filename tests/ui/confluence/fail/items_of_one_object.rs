//! The items of an operation that answers one object.
//! fix: `GET "/wiki/api/v2/pages/{id}", id = 10` → `GET "/wiki/api/v2/pages", query(id = [10])`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Vec<Value> = confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = 10).items().all().await?;
    Ok(())
}

fn main() {}

//! A path of Confluence without its `/wiki`.
//! fix: `"/api/v2` → `"/wiki/api/v2`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = confluence!(confluence, GET "/api/v2/pages/{id}", id = 10).await?;
    Ok(())
}

fn main() {}

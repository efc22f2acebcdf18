//! A call without a client.
//! fix: `confluence!(,` → `confluence!(confluence,`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = confluence!(, GET "/wiki/api/v2/pages/{id}", id = 10).await?;
    Ok(())
}

fn main() {}

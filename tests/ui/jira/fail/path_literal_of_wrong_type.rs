//! Text for a parameter of the path that is a number.
//! fix: `boardId = "DEMO"` → `boardId = 10`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/agile/1.0/board/{boardId}", boardId = "DEMO").await?;
    Ok(())
}

fn main() {}

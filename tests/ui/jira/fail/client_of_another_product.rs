connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence) -> Result<()> {
    let _: Value = jira!(confluence, GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, path: String) -> Result<()> {
    let _: Value = jira!(jira, GET path).await?;
    Ok(())
}

fn main() {}

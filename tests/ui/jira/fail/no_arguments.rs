connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example() -> Result<()> {
    let _: Value = jira!().await?;
    Ok(())
}

fn main() {}

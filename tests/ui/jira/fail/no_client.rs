//! A call without a client.
//! fix: `example()` → `example(jira: Jira)`
//! fix: `jira!(GET` → `jira!(jira, GET`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example() -> Result<()> {
    let _: Value = jira!(GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}

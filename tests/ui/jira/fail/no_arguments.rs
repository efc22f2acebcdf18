//! A call with nothing in it.
//! fix: `example()` → `example(jira: Jira)`
//! fix: `jira!()` → `jira!(jira, GET "/rest/api/3/myself")`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example() -> Result<()> {
    let _: Value = jira!().await?;
    Ok(())
}

fn main() {}

//! A query for an operation that takes none.
//! fix: `, query(fields = "version")` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/serverInfo", query(fields = "version")).await?;
    Ok(())
}

fn main() {}

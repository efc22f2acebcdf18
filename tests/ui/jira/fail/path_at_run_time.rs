//! A path that is made at run time, where only a literal can be checked.
//! fix: `jira!(jira, GET path)` → `jira.unchecked(connect_model::Method::Get, path, scopes![READ])`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira, path: String) -> Result<()> {
    let _: Value = jira!(jira, GET path).await?;
    Ok(())
}

fn main() {}

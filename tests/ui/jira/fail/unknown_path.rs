//! A path that is one letter off.
//! fix: `/isue/` → `/issue/`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/isue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").await?;
    Ok(())
}

fn main() {}

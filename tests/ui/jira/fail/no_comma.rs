//! No comma after the client.
//! fix: `jira!(jira GET` → `jira!(jira, GET`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira GET "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}

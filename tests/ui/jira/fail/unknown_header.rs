//! A header that the operation does not document.
//! fix: `, headers("X-Force-Accept-Language" = "true")` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/myself", headers("X-Force-Accept-Language" = "true")).await?;
    Ok(())
}

fn main() {}

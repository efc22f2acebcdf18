//! A query parameter that the platform calls deprecated, where warnings of that kind are errors.
//! fix: `username = "ann"` → `accountId = "557058:ann"`

#![deny(deprecated)]
connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(confluence: Confluence, id: String) -> Result<()> {
    let _: Value = confluence!(
        confluence,
        GET "/wiki/rest/api/user/watch/content/{contentId}",
        contentId = id,
        query(username = "ann"),
    )
    .await?;
    Ok(())
}

fn main() {}

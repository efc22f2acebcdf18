//! An operation that the platform calls deprecated, where warnings of that kind are errors.
//! fix: `/rest/api/3/project"` → `/rest/api/3/project/search"`

#![deny(deprecated)]
connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, GET "/rest/api/3/project").await?;
    Ok(())
}

fn main() {}

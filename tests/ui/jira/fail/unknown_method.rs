//! A method in lower case.
//! fix: `get "` → `GET "`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, get "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}

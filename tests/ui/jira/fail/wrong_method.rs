//! A method that the path does not have.
//! fix: `PUT "` → `GET "`

connect_runtime::library!();

use connect_runtime::prelude::*;
use serde_json::Value;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Value = jira!(jira, PUT "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}

//! A comma between the method and the path.
//! fix: `GET, ` → `GET `

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _: serde_json::Value = jira!(jira, GET, "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {}

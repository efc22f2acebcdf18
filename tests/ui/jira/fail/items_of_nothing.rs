//! The items of an operation that answers nothing.
//! fix: `let _: Vec<()> = ` → ``
//! fix: `.items().all().await?` → `.await?`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _: Vec<()> = jira!(jira, DELETE "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1").items().all().await?;
    Ok(())
}

fn main() {}

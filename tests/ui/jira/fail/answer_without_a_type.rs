//! An answer is read into a type that serde can't deserialize.
//! fix: `    struct Issue;` → `    #[derive(serde::Deserialize)]\n    struct Issue {}`

connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    struct Issue;
    let _: Issue = jira!(jira, GET "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1").await?;
    Ok(())
}

fn main() {
    let _ = call;
}

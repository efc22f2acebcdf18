//! A call needs a scope that `app!` does not name.
//! fix: `[READ]` → `[READ, WRITE]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ],
}

use connect_runtime::prelude::*;

#[allow(dead_code)]
async fn edit(jira: &Jira) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1", json = 1).await?;
    Ok(())
}

fn main() {}

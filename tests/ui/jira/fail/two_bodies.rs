connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "A-1", json = 1, json = 2).await?;
    Ok(())
}

fn main() {
    let _ = call;
}

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira, key: String) -> Result<()> {
    jira!(jira, PUT "/rest/api/3/issue/{issueIdOrKey}", key = key, query(notifyUsers = "no", frobnicate), text = "a", headers()).await?;
    Ok(())
}

fn main() {}

//! Lists in the wrong brackets.
//! fix: `query [fields = "votes"]` → `query(fields = "votes")`
//! fix: `        headers { "X-Name" = "value" },\n` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _: serde_json::Value = jira!(
        jira,
        GET "/rest/api/3/issue/{issueIdOrKey}",
        issueIdOrKey = "DEMO-1",
        query [fields = "votes"],
        headers { "X-Name" = "value" },
    )
    .await?;
    Ok(())
}

fn main() {}

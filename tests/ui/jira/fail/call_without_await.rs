//! A call that is never awaited: it does nothing.
//! fix: `pub fn example(jira: Jira) {` → `pub async fn example(jira: Jira) -> Result<()> {`
//! fix: `"DEMO-1");` → `"DEMO-1").await?;\n    Ok(())`

#![deny(unused_must_use)]
connect_runtime::library!();

use connect_runtime::prelude::*;

pub fn example(jira: Jira) {
    jira!(jira, DELETE "/rest/api/3/issue/{issueIdOrKey}", issueIdOrKey = "DEMO-1");
}

fn main() {}

//! A JQL filter with a parenthesis that is not closed.
//! fix: `(project = DEMO` → `project = DEMO`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", filter = "(project = DEMO")]
async fn noticed() -> Result<()> {
    Ok(())
}

fn main() {}

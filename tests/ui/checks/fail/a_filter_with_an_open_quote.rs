//! A JQL filter whose text does not end.
//! fix: `summary ~ \"votes` → `summary ~ votes`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", filter = "summary ~ \"votes")]
async fn noticed() -> Result<()> {
    Ok(())
}

fn main() {}

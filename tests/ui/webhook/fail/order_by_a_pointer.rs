//! The place of a value as a pointer into the body.
//! fix: `"/issue/id"` → `"issue.id"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_updated", in_order = "/issue/id")]
async fn changed(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}

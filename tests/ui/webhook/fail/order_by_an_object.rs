//! An order by an object, which is not one value.
//! fix: `"issue"` → `"issue.id"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_updated", in_order = "issue")]
async fn changed(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}

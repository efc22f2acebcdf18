//! An order by the body, which the host is asked to leave out.
//! fix: `"issue.id"` → `tenant`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_updated", exclude_body = true, in_order = "issue.id")]
async fn changed(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}

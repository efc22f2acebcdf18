//! A misspelled argument.
//! fix: `in_ordr` → `in_order`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_updated", in_ordr = tenant)]
async fn changed(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}

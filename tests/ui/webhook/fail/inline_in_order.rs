//! A webhook that runs when it arrives, and in order.
//! fix: `inline = true, ` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_updated", inline = true, in_order = tenant)]
async fn changed(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}

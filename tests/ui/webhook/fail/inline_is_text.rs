//! Text where `true` or `false` is taken.
//! fix: `"yes"` → `true`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_updated", inline = "yes")]
async fn changed(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}

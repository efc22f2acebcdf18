//! Text where `true` or `false` is taken.
//! fix: `"true"` → `false`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", exclude_body = "true")]
async fn greet(tenant: Tenant) -> Result<()> {
    let _ = tenant;
    Ok(())
}

fn main() {}

//! A page as the answer to a webhook, which is read by the host's server.
//! fix: `-> Result<Page>` → `-> Result<()>`
//! fix: `Ok(Page::new("Thanks"))` → `Ok(())`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn created(tenant: Tenant) -> Result<Page> {
    let _ = tenant;
    Ok(Page::new("Thanks"))
}

fn main() {}

//! A client of a site that has removed the app.
//! fix: `, jira: Jira` → ``
//! fix: `let _ = (tenant, jira);` → `let _ = tenant;`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[uninstalled]
async fn forget(tenant: Tenant, jira: Jira) {
    let _ = (tenant, jira);
}

fn main() {}

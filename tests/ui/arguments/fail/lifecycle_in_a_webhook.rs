//! A webhook that asks for what only lifecycle hooks have.
//! fix: `lifecycle: Lifecycle` → `tenant: Tenant`
//! fix: `let _ = lifecycle;` → `let _ = tenant;`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created")]
async fn greet(lifecycle: Lifecycle) {
    let _ = lifecycle;
}

fn main() {}

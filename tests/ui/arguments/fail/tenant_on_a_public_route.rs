//! Arguments that only a verified caller has, on a route that is served to anyone.
//! fix: `tenant: Tenant, user: Option<User>, jira: Jira` → ``
//! fix: `let _ = (tenant, user, jira);\n    ` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[public(GET "/privacy")]
async fn privacy(tenant: Tenant, user: Option<User>, jira: Jira) -> &'static str {
    let _ = (tenant, user, jira);
    "We keep nothing."
}

fn main() {}

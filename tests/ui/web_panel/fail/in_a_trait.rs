//! A handler that a trait asks for.
//! fix: `trait Panels {\n    #[web_panel` → `#[web_panel`
//! fix: `    async fn votes(tenant: Tenant) -> String;\n}` → `async fn votes(tenant: Tenant) -> String {\n    tenant.client_key().to_owned()\n}`

connect_runtime::library!();

use connect_runtime::prelude::*;

trait Panels {
    #[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
    async fn votes(tenant: Tenant) -> String;
}

fn main() {}

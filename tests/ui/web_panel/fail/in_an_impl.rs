//! A handler among the methods of a type.
//! fix: `impl Panels {\n    #[web_panel` → `#[web_panel`
//! fix: `struct Panels;\n\n` → ``
//! fix: `    async fn votes(tenant` → `async fn votes(tenant`
//! fix: `        tenant.client_key().to_owned()\n    }\n}` → `    tenant.client_key().to_owned()\n}`

connect_runtime::library!();

use connect_runtime::prelude::*;

struct Panels;

impl Panels {
    #[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
    async fn votes(tenant: Tenant) -> String {
        tenant.client_key().to_owned()
    }
}

fn main() {}

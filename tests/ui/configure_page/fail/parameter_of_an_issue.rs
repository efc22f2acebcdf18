//! A context parameter of an issue, where the host shows none.
//! fix: `#[context("issue.key")] issue: String` → `tenant: Tenant`
//! fix: `    issue` → `    tenant.client_key().to_owned()`

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Settings
#[configure_page]
async fn settings(#[context("issue.key")] issue: String) -> String {
    issue
}

fn main() {}

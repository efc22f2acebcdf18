//! A migration of data without a step.
//! fix: `#[dare_migration]` → `#[dare_migration(step = commit)]`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[dare_migration]
async fn commit_copy(tenant: Tenant) {
    let _ = tenant;
}

fn main() {}

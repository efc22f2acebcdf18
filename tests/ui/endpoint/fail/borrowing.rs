//! Arguments that borrow, without naming a lifetime.
//! fix: `&Tenant` → `Tenant`
//! fix: `Path<&str>` → `Path<String>`

connect_runtime::library!();

use connect_runtime::axum::extract::Path;
use connect_runtime::prelude::*;

#[endpoint(GET "/votes/{issue}")]
async fn votes(tenant: &Tenant, Path(issue): Path<&str>) -> String {
    format!("{}: {issue}", tenant.client_key())
}

fn main() {}

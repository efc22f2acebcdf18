//! An argument that takes the body, with another one after it.
//! fix: `Json(up): Json<bool>, tenant: Tenant` → `tenant: Tenant, Json(up): Json<bool>`

connect_runtime::library!();

use connect_runtime::axum::Json;
use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote(Json(up): Json<bool>, tenant: Tenant) -> String {
    format!("{} voted {up}", tenant.client_key())
}

fn main() {}

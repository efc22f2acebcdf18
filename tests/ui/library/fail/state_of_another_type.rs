//! A handler whose state `library!` does not name.
//! fix: `library!();` → `library!(state = AppState);`

connect_runtime::library!();

use connect_runtime::axum::extract::State;
use connect_runtime::prelude::*;

#[derive(Clone)]
struct AppState;

#[endpoint(GET "/votes")]
async fn votes(state: State<AppState>, tenant: Tenant) {
    let _ = (state, tenant);
}

fn main() {}

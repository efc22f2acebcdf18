//! A misspelt field: the handlers' state is right all the same.
//! fix: `nmae` → `name`

use connect_runtime::axum::extract::State;
use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.votes",
    nmae = "Votes",
    vendor = { name = "Example", url = "https://example.com" },
    state = AppState,
}

#[derive(Clone)]
struct AppState;

#[endpoint(GET "/votes")]
async fn votes(state: State<AppState>) {
    let _ = state;
}

fn main() {}

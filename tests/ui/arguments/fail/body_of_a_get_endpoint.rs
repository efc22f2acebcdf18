//! An endpoint that is called with GET and reads a body.
//! fix: `GET "/vote"` → `POST "/vote"`

connect_runtime::library!();

use connect_runtime::axum::Json;
use connect_runtime::prelude::*;

#[endpoint(GET "/vote")]
async fn vote(Json(up): Json<bool>) -> String {
    up.to_string()
}

fn main() {}

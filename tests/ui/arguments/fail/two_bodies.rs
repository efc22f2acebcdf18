//! Two arguments that take the body.
//! fix: `text: String, Json(up): Json<bool>` → `Json(up): Json<bool>`
//! fix: `{text} {up}` → `{up}`

connect_runtime::library!();

use connect_runtime::axum::Json;
use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote(text: String, Json(up): Json<bool>) -> String {
    format!("{text} {up}")
}

fn main() {}

//! `Path` of one text in a route that has two parameters.
//! fix: `Path(issue): Path<String>` → `Path((issue, _)): Path<(String, String)>`

connect_runtime::library!();

use connect_runtime::axum::extract::Path;
use connect_runtime::prelude::*;

#[endpoint(GET "/votes/{issue}/{person}")]
async fn votes(Path(issue): Path<String>) -> String {
    issue
}

fn main() {}

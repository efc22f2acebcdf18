//! `Path` in a route that has no parameters.
//! fix: `"/votes"` → `"/votes/{id}"`

connect_runtime::library!();

use connect_runtime::axum::extract::Path;
use connect_runtime::prelude::*;

#[endpoint(GET "/votes")]
async fn votes(Path(issue): Path<String>) -> String {
    issue
}

fn main() {}

//! A parameter written as a template of JavaScript has it.
//! fix: `${issue}` → `{issue}`

connect_runtime::library!();

use connect_runtime::axum::extract::Path;
use connect_runtime::prelude::*;

#[endpoint(GET "/votes/${issue}")]
async fn votes(Path(issue): Path<String>) -> String {
    issue
}

fn main() {}

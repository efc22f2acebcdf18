//! A job that reads a body: it has arguments.
//! fix: `use connect_runtime::axum::Json;\n` → ``
//! fix: `Json(project): Json<String>` → `project: Job<String>`

connect_runtime::library!();

use connect_runtime::axum::Json;
use connect_runtime::prelude::*;

#[job]
async fn recount(Json(project): Json<String>) -> Result<()> {
    let _ = project;
    Ok(())
}

fn main() {}

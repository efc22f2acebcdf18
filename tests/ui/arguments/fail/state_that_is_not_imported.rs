//! An extractor that is not imported.
//! fix: `use connect_runtime::prelude` → `use connect_runtime::axum::extract::State;\nuse connect_runtime::prelude`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(GET "/votes")]
async fn votes(state: State<()>) {
    let _ = state;
}

fn main() {}

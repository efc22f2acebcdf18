//! A path that is one letter off.
//! fix: `/page/` → `/pages/`
//! fix: `let () =` → `let _: serde_json::Value =`

connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(confluence: &Confluence) -> Result<()> {
    let () = confluence!(confluence, GET "/wiki/api/v2/page/{id}", id = 1).await?;
    Ok(())
}

fn main() {
    let _ = call;
}

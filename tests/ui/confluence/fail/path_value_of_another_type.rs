//! Text for a parameter of the path that is a number.
//! fix: `"Home"` → `10`
//! fix: `let () =` → `let _: serde_json::Value =`

connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(confluence: &Confluence) -> Result<()> {
    let () = confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = "Home").await?;
    Ok(())
}

fn main() {
    let _ = call;
}

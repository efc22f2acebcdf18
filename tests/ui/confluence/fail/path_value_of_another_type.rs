connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(confluence: &Confluence) -> Result<()> {
    let () = confluence!(confluence, GET "/wiki/api/v2/pages/{id}", id = "Home").await?;
    Ok(())
}

fn main() {
    let _ = call;
}

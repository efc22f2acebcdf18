//! A path that is nothing like one of the product.
//! fix: `let () = jira!(jira, GET "https://example.com/weather")` → `let _: serde_json::Value = jira!(jira, GET "/rest/api/3/myself")`

connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let () = jira!(jira, GET "https://example.com/weather").await?;
    Ok(())
}

fn main() {
    let _ = call;
}

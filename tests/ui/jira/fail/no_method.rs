//! A path without a method.
//! fix: `jira, "/rest/api/3/myself"` → `jira, GET "/rest/api/3/myself"`
//! fix: `let () =` → `let _: serde_json::Value =`

connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let () = jira!(jira, "/rest/api/3/myself").await?;
    Ok(())
}

fn main() {
    let _ = call;
}

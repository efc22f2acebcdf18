//! Nothing in it.
//! fix: `as_user!()` → `as_user!(jira, "557058:ann")`

connect_runtime::library!();

use connect_runtime::prelude::*;

async fn call(jira: &Jira) -> Result<()> {
    let _ = as_user!();
    Ok(())
}

fn main() {
    let _ = call;
}

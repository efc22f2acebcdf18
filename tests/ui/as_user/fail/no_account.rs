//! Nobody to act as.
//! fix: `as_user!(jira)` → `as_user!(jira, "557058:ann")`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _ = as_user!(jira);
    Ok(())
}

fn main() {}

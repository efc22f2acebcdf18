//! The first argument is text instead of a client.
//! fix: `as_user!("jira"` → `as_user!(jira`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example(jira: Jira) -> Result<()> {
    let _ = as_user!("jira", "557058:ann");
    Ok(())
}

fn main() {}

//! Scopes of Forge, misspelt and invented.
//! fix: `"read:jira-wrok", "anything"` → `"read:jira-work"`

connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn example() -> Result<()> {
    let _ = scopes![READ, "read:jira-wrok", "anything"];
    Ok(())
}

fn main() {}

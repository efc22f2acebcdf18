//! A payload of the app's own that can't be read from JSON.
//! fix: `struct Changed` → `#[derive(serde::Deserialize)]\nstruct Changed`

connect_runtime::library!();

use connect_runtime::prelude::*;

struct Changed {
    timestamp: u64,
}

#[webhook(event = "jira:issue_updated")]
async fn changed(event: Event<Changed>) -> Result<()> {
    let _ = event.timestamp;
    Ok(())
}

fn main() {}

//! A webhook for a list of no events.
//! fix: `events = []` → `events = ["jira:issue_created"]`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(events = [])]
async fn noticed() -> Result<()> {
    Ok(())
}

fn main() {}

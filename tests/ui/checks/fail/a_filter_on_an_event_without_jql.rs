//! A JQL filter on an event that is not an issue event.
//! fix: `, filter = "project = DEMO"` → ``
connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "project_created", filter = "project = DEMO")]
async fn noticed() -> Result<()> {
    Ok(())
}

fn main() {}

//! Entity properties with an event of something that has none.
//! fix: `, property_keys = ["votes"]` → ``
connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:version_created", property_keys = ["votes"])]
async fn noticed() -> Result<()> {
    Ok(())
}

fn main() {}

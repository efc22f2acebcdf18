//! A cron expression.
//! fix: `cron = "0 * * * *"` → `every = "1h"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[scheduled(cron = "0 * * * *")]
async fn sweep() -> Result<()> {
    Ok(())
}

fn main() {}

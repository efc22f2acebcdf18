//! A status that does not say how far the copy is.
//! fix: `Result<()>` → `Result<MigrationStatus>`
//! fix: `Ok(())` → `Ok(MigrationStatus::ReadyToCommit)`
//! fix: `use connect_runtime::prelude::*;` → `use connect_runtime::data_residency::MigrationStatus;\nuse connect_runtime::prelude::*;`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[dare_migration(step = schedule)]
#[dare_migration(step = start)]
#[dare_migration(step = commit)]
#[dare_migration(step = rollback)]
async fn moved() {}

#[dare_migration(step = status)]
async fn status() -> Result<()> {
    Ok(())
}

fn main() {}

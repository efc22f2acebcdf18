//! Two functions for one step.
//! fix: `#[dare_migration(step = commit)]\n` → ``

connect_runtime::library!();

use connect_runtime::data_residency::MigrationStatus;
use connect_runtime::prelude::*;

#[dare_migration(step = schedule)]
#[dare_migration(step = start)]
#[dare_migration(step = commit)]
#[dare_migration(step = rollback)]
async fn moved() {}

#[dare_migration(step = status)]
async fn status() -> MigrationStatus {
    MigrationStatus::ReadyToCommit
}

#[dare_migration(step = commit)]
async fn commit() {}

fn main() {}

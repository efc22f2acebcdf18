//! A step that reads the body on its own, while the host says the same in the query of another step.
//! fix: `axum::Json` → `data_residency::Migration`
//! fix: `Json<` → `Migration<`

connect_runtime::library!();

use connect_runtime::axum::Json;
use connect_runtime::data_residency::{MigrationCommand, MigrationStatus};
use connect_runtime::prelude::*;

#[dare_migration(step = schedule)]
#[dare_migration(step = start)]
#[dare_migration(step = commit)]
#[dare_migration(step = rollback)]
async fn moved() {}

#[dare_migration(step = status)]
async fn status(migration: Json<MigrationCommand>) -> MigrationStatus {
    let _ = migration;
    MigrationStatus::ReadyToCommit
}

fn main() {}

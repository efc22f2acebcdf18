//! A commit without the steps before it.
//! fix: `use connect_runtime::prelude::*;` → `use connect_runtime::data_residency::MigrationStatus;\nuse connect_runtime::prelude::*;\n\n#[dare_migration(step = schedule)]\n#[dare_migration(step = start)]\nasync fn moved() {}\n\n#[dare_migration(step = status)]\nasync fn status() -> MigrationStatus {\n    MigrationStatus::ReadyToCommit\n}`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[dare_migration(step = commit)]
async fn commit() {}

#[dare_migration(step = rollback)]
async fn rollback() {}

fn main() {}

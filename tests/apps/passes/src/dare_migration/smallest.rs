use connect_runtime::data_residency::{
    Migration, MigrationCommand, MigrationSchedule, MigrationStatus,
};
use connect_runtime::prelude::*;

#[dare_migration(step = schedule)]
async fn schedule(migration: Migration<MigrationSchedule>, tenant: Tenant) -> Result<()> {
    let _ = (migration, tenant);
    Ok(())
}

#[dare_migration(step = start)]
async fn start(tenant: Tenant, migration: Migration<MigrationSchedule>, jobs: Jobs) {
    let _ = (tenant, migration, jobs);
}

#[dare_migration(step = status)]
async fn status(migration: Migration<MigrationCommand>) -> MigrationStatus {
    let _ = migration;
    MigrationStatus::ReadyToCommit
}

#[dare_migration(step = commit)]
#[dare_migration(step = rollback)]
async fn settle(tenant: Tenant, jira: Jira) -> Result<()> {
    let _ = (tenant, jira);
    Ok(())
}

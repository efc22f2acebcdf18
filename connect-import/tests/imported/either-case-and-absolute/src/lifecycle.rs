use connect_runtime::prelude::*;

// was at /move
// The host asks whether the app will take part.
#[dare_migration(step = schedule)]
async fn schedule_migration(tenant: Tenant) -> Result<()> {
    not_written!(tenant)
}

// The host has the app begin to copy the data.
#[dare_migration(step = start)]
async fn start_migration(tenant: Tenant) -> Result<()> {
    not_written!(tenant)
}

// The host asks how far the copy is.
#[dare_migration(step = status)]
async fn status_migration(
    tenant: Tenant,
) -> Result<connect_runtime::data_residency::MigrationStatus> {
    not_written!(tenant)
}

// The host has the app use the copy from now on.
#[dare_migration(step = commit)]
async fn commit_migration(tenant: Tenant) -> Result<()> {
    not_written!(tenant)
}

// The host has the app drop the copy.
#[dare_migration(step = rollback)]
async fn rollback_migration(tenant: Tenant) -> Result<()> {
    not_written!(tenant)
}

// was at https://cases.example.com/app/installed
#[installed]
async fn installed(_tenant: Tenant) -> Result<()> {
    Ok(())
}

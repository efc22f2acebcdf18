//! A migration webhook that is named by its function.
//! fix: `= migrated }` → `= "/migrated" }`

connect_runtime::app! {
    key = "com.example.votes",
    cloud_app_migration = { migration_webhook_path = migrated },
}

fn main() {}

//! A migration webhook at an absolute URL.
//! fix: `https://votes.example.com/migrated` → `/migrated`

connect_runtime::app! {
    key = "com.example.votes",
    cloud_app_migration = { migration_webhook_path = "https://votes.example.com/migrated" },
}

fn main() {}

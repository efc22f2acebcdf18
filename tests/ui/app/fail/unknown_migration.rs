//! A misspelt API migration.
//! fix: `sined-install` → `signed-install`

connect_runtime::app! {
    key = "com.example.votes",
    api_migrations = { "sined-install" = true },
}

fn main() {}

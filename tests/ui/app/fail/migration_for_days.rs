//! The platform ends a migration after a day.
//! fix: `48` → `24`

connect_runtime::app! {
    key = "com.example.votes",
    data_residency = { max_migration_duration_hours = 48 },
}

fn main() {}

//! A migration is planned in half hours.
//! fix: `0.7` → `0.5`

connect_runtime::app! {
    key = "com.example.votes",
    data_residency = { max_migration_duration_hours = 0.7 },
}

fn main() {}

//! A field that data residency does not have.
//! fix: `max_hours` → `max_migration_duration_hours`

connect_runtime::app! {
    key = "com.example.votes",
    data_residency = { max_hours = 24 },
}

fn main() {}

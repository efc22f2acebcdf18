//! A new migration whose name is written where its value belongs.
//! fix: `unlisted("brand-new")` → `unlisted(true)`

connect_runtime::app! {
    key = "com.example.votes",
    api_migrations = { "brand-new" = unlisted("brand-new") },
}

fn main() {}

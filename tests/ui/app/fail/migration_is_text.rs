//! A migration that is on by a word.
//! fix: `"true"` → `true`

connect_runtime::app! {
    key = "com.example.votes",
    api_migrations = { gdpr = "true" },
}

fn main() {}

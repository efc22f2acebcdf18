//! Scopes that are no list.
//! fix: `"READ"` → `[READ]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = "READ",
}

fn main() {}

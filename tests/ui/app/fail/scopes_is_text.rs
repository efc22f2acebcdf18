//! Scopes that are not a list.
//! fix: `"READ"` → `[READ]`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = "READ",
}

fn main() {}

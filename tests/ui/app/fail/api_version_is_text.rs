//! An API version in quotes.
//! fix: `"2"` → `2`

connect_runtime::app! {
    key = "com.example.votes",
    api_version = "2",
}

fn main() {}

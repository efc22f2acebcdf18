//! A vendor that is only a name.
//! fix: `"Example"` → `{ name = "Example", url = "https://example.com" }`

connect_runtime::app! {
    key = "com.example.votes",
    vendor = "Example",
}

fn main() {}

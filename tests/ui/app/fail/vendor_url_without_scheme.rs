//! A home page without `https://`.
//! fix: `url = "example.com"` → `url = "https://example.com"`

connect_runtime::app! {
    key = "com.example.votes",
    vendor = { name = "Example", url = "example.com" },
}

fn main() {}

//! A link below the app, where an absolute URL belongs.
//! fix: `"/docs"` → `"https://example.com/docs"`

connect_runtime::app! {
    key = "com.example.votes",
    links = { documentation = "/docs" },
}

fn main() {}

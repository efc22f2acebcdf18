//! A field of `app!` in `library!`.
//! fix: `library! { key = "com.example.votes" }` → `library!();`

connect_runtime::library! { key = "com.example.votes" }

fn main() {}

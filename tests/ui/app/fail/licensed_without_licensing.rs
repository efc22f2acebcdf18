//! An app that demands a licence about which the host says nothing.
//! fix: `licensed = required,` → `enable_licensing = true, licensed = required,`

connect_runtime::app! {
    key = "com.example.votes",
    name = "Votes",
    vendor = { name = "Example", url = "https://example.com" },
    licensed = required,
}

fn main() {}

//! A field that a vendor does not have.
//! fix: `site =` → `url =`

connect_runtime::app! {
    key = "com.example.votes",
    vendor = { name = "Example", site = "https://example.com" },
}

fn main() {}

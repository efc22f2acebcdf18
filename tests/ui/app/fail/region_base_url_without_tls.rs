//! A region whose base URL is not `https`.
//! fix: `"http://eu` → `"https://eu`

connect_runtime::app! {
    key = "com.example.votes",
    region_base_urls = { EU = "http://eu.example.com" },
}

fn main() {}

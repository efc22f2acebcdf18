//! The base URL is written into the sources.
//! fix: `base_url = "https://votes.example.com",` → ``

connect_runtime::app! {
    key = "com.example.votes",
    base_url = "https://votes.example.com",
}

fn main() {}

//! The authentication is written into the sources.
//! fix: `authentication = { type = "none" },` → ``

connect_runtime::app! {
    key = "com.example.votes",
    authentication = { type = "none" },
}

fn main() {}

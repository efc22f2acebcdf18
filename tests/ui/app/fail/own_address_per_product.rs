//! The address of the descriptor, where each product has its own.
//! fix: `    links = { self = "https://votes.example.com/atlassian-connect.json" },\n` → ``

connect_runtime::app! {
    key = "com.example.votes",
    links = { self = "https://votes.example.com/atlassian-connect.json" },
    descriptors = per_product,
}

fn main() {}

//! An app without a key.
//! fix: `name = "Votes"` → `key = "com.example.votes",\n    name = "Votes"`

connect_runtime::app! {
    name = "Votes",
}

fn main() {}

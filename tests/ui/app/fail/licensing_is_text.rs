//! Licensing that is on by a word.
//! fix: `"yes"` → `true`

connect_runtime::app! {
    key = "com.example.votes",
    enable_licensing = "yes",
}

fn main() {}

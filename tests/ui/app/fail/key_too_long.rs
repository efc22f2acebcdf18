//! An app key of more than 64 characters.
//! fix: `com.example.the-votes-that-everybody-in-the-company-has-been-waiting-for` → `com.example.votes`

connect_runtime::app! {
    key = "com.example.the-votes-that-everybody-in-the-company-has-been-waiting-for",
}

fn main() {}

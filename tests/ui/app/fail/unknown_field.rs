//! A misspelt field.
//! fix: `nmae` → `name`

connect_runtime::app! {
    key = "com.example.votes",
    nmae = "Votes",
}

fn main() {}

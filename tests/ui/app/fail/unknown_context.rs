//! A misspelt context of Bitbucket.
//! fix: `acount` → `account`

connect_runtime::app! {
    key = "com.example.votes",
    contexts = [acount],
}

fn main() {}

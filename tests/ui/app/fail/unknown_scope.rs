//! A misspelt scope.
//! fix: `WRTE` → `WRITE`

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ, WRTE],
}

fn main() {}

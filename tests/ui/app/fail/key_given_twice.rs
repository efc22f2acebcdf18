//! A field that is given twice.
//! fix: `    key = "com.example.polls",\n` → ``

connect_runtime::app! {
    key = "com.example.votes",
    key = "com.example.polls",
}

fn main() {}

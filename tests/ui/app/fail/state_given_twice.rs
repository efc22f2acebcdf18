//! A state that is given twice.
//! fix: `    state = Votes,\n` → ``

connect_runtime::app! {
    key = "com.example.votes",
    state = Votes,
    state = Votes,
}

struct Votes;

fn main() {}

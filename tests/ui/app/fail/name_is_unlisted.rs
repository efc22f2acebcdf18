//! A name that is vouched for, though the tables know no names of apps.
//! fix: `unlisted("Votes")` → `"Votes"`

connect_runtime::app! {
    key = "com.example.votes",
    name = unlisted("Votes"),
}

fn main() {}

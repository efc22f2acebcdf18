//! An app key with blanks in it.
//! fix: `key = "com example votes"` → `key = "com.example.votes"`

connect_runtime::app! {
    key = "com example votes",
}

fn main() {}

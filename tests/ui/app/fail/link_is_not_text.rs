//! A link that is a number.
//! fix: `= 1 }` → `= "https://example.com" }`

connect_runtime::app! {
    key = "com.example.votes",
    links = { homepage = 1 },
}

fn main() {}

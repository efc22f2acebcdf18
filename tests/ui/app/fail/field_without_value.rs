//! A field without a value.
//! fix: `    enable_licensing,` → `    enable_licensing = true,`

connect_runtime::app! {
    key = "com.example.votes",
    enable_licensing,
}

fn main() {}

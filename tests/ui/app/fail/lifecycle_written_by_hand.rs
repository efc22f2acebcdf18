//! The lifecycle callbacks are listed by hand.
//! fix: `lifecycle = { installed = "/installed" },` → ``

connect_runtime::app! {
    key = "com.example.votes",
    lifecycle = { installed = "/installed" },
}

fn main() {}

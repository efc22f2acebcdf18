connect_runtime::app! {
    key = "com.example.votes",
    vendor = "Example",
}

fn main() {}

connect_runtime::library! { key = "com.example.votes" }

fn main() {}

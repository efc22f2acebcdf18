connect_runtime::app! {
    key = "com.example.votes",
    state = "AppState",
}

fn main() {}

connect_runtime::app! {
    key = "com.example.votes",
    scopes = [READ, WRTE],
}

fn main() {}

connect_runtime::app! {
    key = "com.example.votes",
    nmae = "Votes",
}

fn main() {}

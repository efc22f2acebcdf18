connect_runtime::app! {
    name = "Votes",
}

fn main() {}

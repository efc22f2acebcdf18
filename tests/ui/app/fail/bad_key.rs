connect_runtime::app! {
    key = "com example votes",
}

fn main() {}

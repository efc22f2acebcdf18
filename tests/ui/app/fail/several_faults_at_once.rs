connect_runtime::app! {
    key = "com example votes",
    nmae = "Votes",
    enable_licensing = 1,
}

fn main() {}

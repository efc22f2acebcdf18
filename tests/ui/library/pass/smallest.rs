connect_runtime::library!();

fn main() {}

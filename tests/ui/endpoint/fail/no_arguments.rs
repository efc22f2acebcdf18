connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint]
async fn vote() -> &'static str {
    "counted"
}

fn main() {}

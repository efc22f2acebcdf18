connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "somewhere")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

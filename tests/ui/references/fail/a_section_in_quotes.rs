//! A section of the app, named by its key.
//! fix: `location = "tools"` → `location = Tools`

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Tools
#[web_section(location = "system.top.navigation.bar")]
struct Tools;

/// Votes
#[web_item(location = "tools")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "admin_plugins_menu/my-section")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

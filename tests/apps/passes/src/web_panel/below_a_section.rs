use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "admin_plugins_menu/my-section")]
async fn votes_below_a_section() -> &'static str {
    "votes"
}

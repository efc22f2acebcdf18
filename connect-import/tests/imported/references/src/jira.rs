use connect_runtime::prelude::*;

#[jira_build_info_provider(name = "Builds", home_url = "https://example.com")]
struct Builds;

// dropped target.options.key: "nobody"
#[web_item(
    name = "Open lost",
    location = "jira.issue.tools",
    target = { options = {}, type = dialogmodule },
)]
struct OpenLost;

#[web_item(
    name = "In dialog",
    location = "jira.issue.tools",
    target = { options = { on_hover = true, width = "10px" }, type = dialog },
)]
async fn in_dialog() -> Page {
    not_written!()
}

#[web_item(name = "Plain", location = "jira.issue.tools", target = page)]
async fn plain() -> Page {
    not_written!()
}

#[web_section(name = "Outer", location = "admin_plugins_menu")]
pub(crate) struct Outer;

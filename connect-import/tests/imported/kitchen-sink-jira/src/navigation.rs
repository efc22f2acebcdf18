use connect_runtime::prelude::*;

#[keyboard_shortcut(
    name = "Open all votes",
    context = global,
    shortcut = "gv",
    target = { key = crate::pages::all_votes },
)]
struct OpenAllVotes;

#[web_item(
    name = "Vote",
    location = "jira.issue.tools",
    target = dialog(crate::pages::ballot),
    tooltip = "Vote for this",
)]
struct Vote;

#[web_section(name = "Votes", location = "admin_plugins_menu", weight = 200)]
pub(crate) struct Administration;

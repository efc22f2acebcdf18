use connect_runtime::prelude::*;

#[keyboard_shortcut(
    name = "Open my decisions",
    context = global,
    shortcut = "gd",
    target = { key = crate::pages::my_decisions },
)]
struct OpenMyDecisions;

#[space_tools_tab(name = "All decisions", location = SpaceDecisions, weight = 10)]
async fn all_decisions(#[context("space.key")] space_key: Option<String>) -> Page {
    todo!("all_decisions: {space_key:?}")
}

#[web_item(
    name = "Ask",
    location = "system.content.action/primary",
    target = dialog(crate::pages::ask_dialog),
    tooltip = "Ask for a decision",
)]
struct Ask;

#[web_section(name = "Decisions", location = "system.admin", weight = 200)]
pub(crate) struct DecisionSettings;

#[web_section(name = "Decisions", location = "system.space.tools", weight = 300)]
struct SpaceDecisions;

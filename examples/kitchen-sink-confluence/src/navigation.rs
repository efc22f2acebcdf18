//! Pages and shortcuts that are available everywhere.
#![allow(deprecated)] // `profile_page`: one use of every kind, of the old ones too.

use connect_runtime::prelude::*;

/// My decisions
#[general_page(
    location = "system.header/left",
    weight = 100,
    cacheable = true,
    public = true
)]
async fn my_decisions() -> Page {
    Page::new("My decisions").body("The script asks for them")
}

/// Ask
#[web_item(location = "system.content.action/primary", target = dialog(ask_dialog), tooltip = "Ask for a decision")]
struct Ask;

#[dialog(options = { size = large, header = "What has to be decided?" })]
async fn ask_dialog() -> Page {
    Page::new("Ask").body("…")
}

/// Open my decisions
#[keyboard_shortcut(shortcut = "gd", context = global, target = { key = my_decisions }, forge = skip)]
struct OpenMyDecisions;

/// Decisions
#[profile_page(forge = skip)]
async fn decisions_of_profile() -> Page {
    Page::new("Decisions").body("What this person decided")
}

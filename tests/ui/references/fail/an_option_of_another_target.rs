//! An option of inline dialogs, given to a dialog.
//! fix: `dialog(on_hover` → `inline_dialog(on_hover`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[web_item(location = "system.top.navigation.bar", target = dialog(on_hover = true))]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}

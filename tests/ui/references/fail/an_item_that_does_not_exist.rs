//! A target names a dialog that does not exist.
//! fix: `dialog(editr)` → `dialog(editor)`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[dialog]
async fn editor() -> Page {
    Page::new("Edit")
}

/// Edit
#[web_item(location = "system.top.navigation.bar", target = dialog(editr))]
struct Edit;

fn main() {}

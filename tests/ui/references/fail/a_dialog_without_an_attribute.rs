//! A target names a function that declares no dialog.
//! fix: `pub async fn editor` → `#[dialog]\npub async fn editor`
connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn editor() -> Page {
    Page::new("Edit")
}

/// Edit
#[web_item(location = "system.top.navigation.bar", target = dialog(editor))]
struct Edit;

fn main() {}

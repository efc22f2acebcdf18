//! A target names a function that declares no dialog.
//! fix: `async fn editor` → `#[dialog] async fn editor`
connect_runtime::library!();

use connect_runtime::prelude::*;

pub async fn editor() -> Page {
    Page::new("Edit")
}

/// Edit
#[web_item(location = "system.top.navigation.bar", target = dialog(editor))]
struct Edit;

fn main() {}

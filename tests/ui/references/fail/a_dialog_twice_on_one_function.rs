//! One attribute twice on a function that other items name.
//! fix: `#[dialog]\n#[dialog]` → `#[dialog]`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[dialog]
#[dialog]
async fn editor() -> Page {
    Page::new("Edit")
}

/// Edit
#[web_item(location = "system.top.navigation.bar", target = dialog(editor))]
struct Edit;

fn main() {}

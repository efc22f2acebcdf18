//! A function that is named beside a module of the same name, which hides it.
//! fix: `mod editor {` → `mod texts {`
connect_runtime::library!();

use connect_runtime::prelude::*;

mod editor {
    pub const TITLE: &str = "Edit";
}

#[dialog]
async fn editor() -> Page {
    Page::new("Edit")
}

/// Edit
#[web_item(location = "operations-top-level", target = dialog(editor))]
struct Edit;

fn main() {}

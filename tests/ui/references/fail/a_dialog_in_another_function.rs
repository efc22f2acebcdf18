//! A target names a dialog that is declared inside a function.
//! fix: `pub fn around() {\n    #[dialog]\n    async fn editor() -> Page {\n        Page::new("Edit")\n    }\n}` → `#[dialog]\nasync fn editor() -> Page {\n    Page::new("Edit")\n}`
connect_runtime::library!();

use connect_runtime::prelude::*;

pub fn around() {
    #[dialog]
    async fn editor() -> Page {
        Page::new("Edit")
    }
}

/// Edit
#[web_item(location = "system.top.navigation.bar", target = dialog(editor))]
struct Edit;

fn main() {}

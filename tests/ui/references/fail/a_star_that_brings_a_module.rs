//! A `*` that brings the module to the function of its name.
//! fix: `use super::*;` → `use connect_runtime::prelude::*;`
connect_runtime::library!();

use connect_runtime::prelude::*;

mod editor {
    use super::*;

    #[dialog]
    pub async fn editor() -> Page {
        Page::new("Edit")
    }
}

/// Edit
#[web_item(location = "operations-top-level", target = dialog(editor::editor))]
struct Edit;

fn main() {}

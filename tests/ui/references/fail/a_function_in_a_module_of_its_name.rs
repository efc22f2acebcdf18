//! A `use` that brings a function into a module that has a module of its name.
//! fix: `use editor::editor;\n\n` → ``
//! fix: `dialog(editor)` → `dialog(editor::editor)`
connect_runtime::library!();

use connect_runtime::prelude::*;

mod editor {
    use connect_runtime::prelude::*;

    #[dialog]
    pub async fn editor() -> Page {
        Page::new("Edit")
    }
}

use editor::editor;

/// Edit
#[web_item(location = "operations-top-level", target = dialog(editor))]
struct Edit;

fn main() {}

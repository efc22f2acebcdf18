//! An item with neither a URL nor a dialog: a click on it would do nothing.
//! fix: `"system.top.navigation.bar")]` → `"system.top.navigation.bar", url = "https://example.com")]`
//! fix: `target = dialog)` → `target = dialog(editor))`
//! fix: `struct Edit;` → `struct Edit;\n\n#[dialog]\nasync fn editor() -> Page {\n    Page::new("Edit")\n}`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_item(name = "Help", location = "system.top.navigation.bar")]
struct Help;

#[web_item(name = "Edit", location = "operations-top-level", target = dialog)]
struct Edit;

fn main() {}

//! A text control that does not name the macro parameter that it sets.
//! fix: `key = "name"` → `key = "name", macro_parameter = "name"`
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Greeting
#[dynamic_content_macro(property_panel = {
    url = "/panel",
    controls = [{ type = text, key = "name" }],
})]
async fn greeting() -> Page {
    Page::new("Hello")
}

fn main() {}

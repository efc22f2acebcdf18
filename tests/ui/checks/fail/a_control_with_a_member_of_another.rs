//! A text control with the label of a button.
//! fix: `label = "Name", ` → ``
connect_runtime::library!();

use connect_runtime::prelude::*;

/// Greeting
#[dynamic_content_macro(property_panel = {
    url = "/panel",
    controls = [{ type = text, label = "Name", key = "name", macro_parameter = "name" }],
})]
async fn greeting() -> Page {
    Page::new("Hello")
}

fn main() {}

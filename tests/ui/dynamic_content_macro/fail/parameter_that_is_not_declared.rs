//! A slip in the name of a parameter that the macro declares.
//! fix: `prefLable` → `prefLabel`

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Label
#[dynamic_content_macro(parameters = [{ identifier = "prefLabel", name = "Label", type = string }])]
async fn label(#[context("prefLable")] label: Option<String>) -> String {
    label.unwrap_or_default()
}

fn main() {}

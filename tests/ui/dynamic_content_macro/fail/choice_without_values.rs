//! A parameter of type `enum` that has nothing to choose from.
//! fix: `type = "enum"` → `type = "enum", values = ["r", "g"]`

connect_runtime::library!();

use connect_runtime::prelude::*;

/// Votes
#[dynamic_content_macro(parameters = [{ identifier = "colour", name = "Colour", type = "enum" }])]
async fn votes(#[context("colour")] colour: String) -> String {
    colour
}

fn main() {}

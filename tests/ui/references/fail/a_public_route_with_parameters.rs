//! A link names a public route whose path has a parameter, which nothing fills in.
//! fix: `GET "/help/{topic}"` → `GET "/help"`
connect_runtime::library!();

use connect_runtime::prelude::*;

#[public(GET "/help/{topic}")]
async fn help() -> &'static str {
    "help"
}

/// Help
#[web_item(location = "system.top.navigation.bar", url = help)]
struct Help;

fn main() {}

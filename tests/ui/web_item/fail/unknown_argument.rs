//! Arguments that a web item does not have: a misspelt one and an invented one.
//! fix: `, nmae = "x", colour = "red"` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_item(name = "Open", location = "jira.issue.tools", nmae = "x", colour = "red")]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}

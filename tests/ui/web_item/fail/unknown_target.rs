//! A misspelt word inside an object.
//! fix: `dailog` → `dialog`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_item(name = "Open", location = "jira.issue.tools", target = { type = dailog })]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}

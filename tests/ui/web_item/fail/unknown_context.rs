//! A misspelt word where one of a list is taken.
//! fix: `adon` → `addon`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_item(name = "Open", location = "jira.issue.tools", context = adon)]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}

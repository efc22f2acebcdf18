//! A dialog with a height and no width.
//! fix: `dialog(height = "400px")` → `dialog(height = "400px", width = "600px")`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_item(name = "Open", location = "jira.issue.tools", target = dialog(height = "400px"))]
async fn shown() -> &'static str {
    "shown"
}

fn main() {}

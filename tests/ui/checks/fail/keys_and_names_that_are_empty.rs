//! A key and a name without any characters.
//! fix: `key = ""` → `key = "votes"`
//! fix: `name = ""` → `name = "Votes"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[jira_project_page(key = "", name = "")]
async fn votes() -> String {
    String::new()
}

fn main() {}

//! A filter that compares as Rust does.
//! fix: `project == DEMO` → `project = DEMO`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = "jira:issue_created", filter = "project == DEMO")]
async fn created() {}

fn main() {}

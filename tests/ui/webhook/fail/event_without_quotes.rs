//! An event that is not in quotes.
//! fix: `jira:issue_created` → `"jira:issue_created"`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = jira:issue_created)]
async fn greet() {}

fn main() {}

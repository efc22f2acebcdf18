//! Several events under the name of one.
//! fix: `event = [` → `events = [`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[webhook(event = ["jira:issue_created", "jira:issue_updated"])]
async fn changed() {}

fn main() {}

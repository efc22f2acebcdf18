//! A struct where the host needs a function to call.
//! fix: `struct Votes;` → `async fn votes() -> &'static str {\n    "votes"\n}`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
struct Votes;

fn main() {}

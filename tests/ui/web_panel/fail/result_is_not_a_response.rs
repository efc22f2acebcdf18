//! A handler whose result is not a response.
//! fix: `struct Votes;\n\n` → ``
//! fix: `-> Votes {\n    Votes` → `-> Page {\n    Page::new("Votes")`

connect_runtime::library!();

use connect_runtime::prelude::*;

struct Votes;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> Votes {
    Votes
}

fn main() {}

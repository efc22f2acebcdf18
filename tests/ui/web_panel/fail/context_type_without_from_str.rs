//! A context parameter of a type that does not parse from text.
//! fix: `_issue: Key` → `_issue: String`
//! fix: `struct Key;\n\n` → ``

connect_runtime::library!();

use connect_runtime::prelude::*;

struct Key;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(#[context("issue.key")] _issue: Key) -> &'static str {
    "votes"
}

fn main() {}

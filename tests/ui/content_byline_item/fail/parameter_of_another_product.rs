//! A context parameter of Jira's in a module that only Confluence has.
//! fix: `issue.key` → `content.id`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[content_byline_item(name = "Votes")]
async fn votes(#[context("issue.key")] of: String) -> String {
    of
}

fn main() {}

//! One parameter where a struct of them is taken.
//! fix: `issue: Parameters<String>` → `#[context("issue.key")] issue: String`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[general_page(name = "Votes", url = "/votes?key={issue.key}")]
async fn votes(issue: Parameters<String>) -> String {
    issue.to_string()
}

fn main() {}

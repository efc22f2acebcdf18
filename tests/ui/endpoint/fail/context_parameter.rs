connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote(#[context("issue.key")] issue: String) -> String {
    issue
}

fn main() {}

//! A context parameter in an endpoint, which the host never opens.
//! fix: `#[context("issue.key")] issue: String` → `issue: String`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote(#[context("issue.key")] issue: String) -> String {
    issue
}

fn main() {}

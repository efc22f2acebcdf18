//! Types that do not exist, each named once and reported once.
//! fix: `use connect_runtime::prelude` → `#[derive(serde::Deserialize)]\nstruct Vote;\n\nuse connect_runtime::prelude`
//! fix: `Option<Count>` → `Option<u32>`

connect_runtime::library!();

use connect_runtime::axum::Json;
use connect_runtime::prelude::*;

#[endpoint(POST "/vote")]
async fn vote(Json(vote): Json<Vote>) {
    let _ = vote;
}

/// Votes
#[web_panel(location = "atl.jira.view.issue.right.context")]
async fn votes(#[context("issue.id")] count: Option<Count>) {
    let _ = count;
}

fn main() {}

//! A handler that holds a value of its thread over an `await`.
//! fix: `std::rc::Rc` → `std::sync::Arc`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    let shared = std::rc::Rc::new(1);
    std::future::ready(()).await;
    drop(shared);
    "votes"
}

fn main() {}

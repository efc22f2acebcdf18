//! `app!` in a module of the crate.
//! fix: `mod declaration {\n    connect_runtime::app! {\n        key = "com.example.votes",\n    }\n}` → `connect_runtime::app! {\n    key = "com.example.votes",\n}`

mod declaration {
    connect_runtime::app! {
        key = "com.example.votes",
    }
}

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> Page {
    Page::new("Votes")
}

fn main() {}

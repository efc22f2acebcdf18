//! A wrong `app!`: the handlers below it report nothing of their own.
//! fix: `nmae = "Votes"` → `key = "com.example.votes"`

connect_runtime::app! {
    nmae = "Votes",
}

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

//! An event where there is none, under a name that hides the type.
//! fix: `said: Said` → `tenant: Tenant`
//! fix: `let _ = said;` → `let _ = tenant;`

connect_runtime::library!();

use connect_runtime::prelude::*;

type Said = Event<serde_json::Value>;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes(said: Said) -> &'static str {
    let _ = said;
    "votes"
}

fn main() {}

//! Text where `true` or `false` is taken.
//! fix: `, cacheable = "yes"` → `, supports_native = true`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", cacheable = "yes")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

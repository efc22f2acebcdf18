//! Values that only a running program or another macro would know.
//! fix: `env!("KEY")` → `"votes"`
//! fix: `"Votes".to_owned()` → `"Votes"`
//! fix: `5 + 5` → `10`

connect_runtime::library!();

use connect_runtime::prelude::*;

#[web_panel(
    key = env!("KEY"),
    name = "Votes".to_owned(),
    location = "atl.jira.view.issue.right.context",
    weight = 5 + 5,
)]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

//! The crate root has neither `app!` nor `library!`.
//! fix: `use connect_runtime::prelude::*;` → `connect_runtime::library!();\n\nuse connect_runtime::prelude::*;`

use connect_runtime::prelude::*;

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
async fn votes() -> &'static str {
    "votes"
}

fn main() {}

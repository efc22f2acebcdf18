//! A handler inside another function, where the build script does not see it.
//! fix: `fn around() {\n    #[web_panel` → `#[web_panel`
//! fix: `    async fn votes() -> &'static str {\n        "votes"\n    }\n}` → `async fn votes() -> &'static str {\n    "votes"\n}`

connect_runtime::library!();

use connect_runtime::prelude::*;

fn around() {
    #[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
    async fn votes() -> &'static str {
        "votes"
    }
}

fn main() {}

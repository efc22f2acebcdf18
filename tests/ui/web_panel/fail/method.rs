//! A handler that is a method.
//! fix: `impl Panels {\n    #[web_panel` → `#[web_panel`
//! fix: `struct Panels;\n\n` → ``
//! fix: `    async fn votes(self)` → `async fn votes()`
//! fix: `        "votes"\n    }\n}` → `    "votes"\n}`

connect_runtime::library!();

use connect_runtime::prelude::*;

struct Panels;

impl Panels {
    #[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context")]
    async fn votes(self) -> &'static str {
        "votes"
    }
}

fn main() {}

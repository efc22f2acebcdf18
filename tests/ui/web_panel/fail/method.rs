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

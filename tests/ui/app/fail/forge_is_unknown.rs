//! Words that say nothing about how the app, or an item of it, gets to Forge.
//! fix: `forge = nativ,` → `forge = native,`
//! fix: `forge = sometimes` → `forge = skip`
//! fix: `forge = "skip"` → `forge = skip`

use connect_runtime::prelude::*;

connect_runtime::app! {
    key = "com.example.votes",
    name = "Votes",
    forge = nativ,
}

#[web_panel(name = "Votes", location = "atl.jira.view.issue.right.context", forge = sometimes)]
async fn votes() -> &'static str {
    ""
}

#[scheduled(every = "1h", forge = "skip")]
async fn sweep() -> Result<()> {
    Ok(())
}

fn main() {}

use connect_runtime::prelude::*;

connect_runtime::app! { key = "com.example.votes", name = "Votes", forge = nativ }

#[web_panel(
    name = "Votes",
    location = "atl.jira.view.issue.right.context",
    forge = sometimes
)]
async fn votes() -> &'static str {
    ""
}

#[scheduled(every = "1h", forge = "skip")]
async fn sweep() -> Result<()> {
    Ok(())
}

fn main() {}

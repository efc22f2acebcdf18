use connect_runtime::prelude::*;

#[webhook(event = unlisted("votes_counted"))]
async fn counted(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

use connect_runtime::prelude::*;

#[webhook(event = unlisted("jira:brand_new"))]
async fn greet(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

use connect_runtime::prelude::*;

#[webhook(event = "*")]
async fn greet(event: Event<serde_json::Value>) -> Result<()> {
    let _ = event;
    Ok(())
}

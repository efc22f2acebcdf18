use connect_runtime::prelude::*;

#[webhook(event = "*", url = "/webhook")]
async fn webhook() -> Result<()> {
    todo!("webhook")
}

#[webhook(event = "repo:push", url = "/push")]
async fn repo_push() -> Result<()> {
    todo!("repo_push")
}

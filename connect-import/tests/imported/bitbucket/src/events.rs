use connect_runtime::prelude::*;

#[webhook(event = "*", url = "/webhook")]
async fn webhook() -> Result<()> {
    not_written!()
}

#[webhook(event = "repo:push", url = "/push")]
async fn repo_push() -> Result<()> {
    not_written!()
}

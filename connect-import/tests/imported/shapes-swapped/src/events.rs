use connect_runtime::prelude::*;

#[webhook(event = "*", url = "/all")]
async fn all() -> Result<()> {
    not_written!()
}

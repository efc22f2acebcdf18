use connect_runtime::prelude::*;

#[webhook(events = ["page_trashed", "page_removed"])]
async fn page_gone() -> Result<()> {
    not_written!()
}

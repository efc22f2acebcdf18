//! Events that Confluence sends to the app.

use connect_runtime::events::confluence::PageEvent;
use connect_runtime::prelude::*;

/// Deletes the decisions of a page that was deleted.
#[webhook(events = ["page_trashed", "page_removed"])]
async fn page_gone(event: Event<PageEvent>, tenant: Tenant) -> Result<()> {
    tracing::info!(tenant = tenant.client_key(), page = %event.page.id, "decisions are gone");
    Ok(())
}

use connect_runtime::prelude::*;

/// Votes
#[configure_page]
async fn configure(tenant: Tenant) -> Page {
    Page::new("Votes").body(tenant.client_key())
}

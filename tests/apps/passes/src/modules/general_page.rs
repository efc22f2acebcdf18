use connect_runtime::prelude::*;

/// All votes
#[general_page(location = "system.top.navigation.bar")]
async fn all_votes(tenant: Tenant) -> Page {
    Page::new("All votes").body(tenant.client_key())
}

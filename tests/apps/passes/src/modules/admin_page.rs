use connect_runtime::prelude::*;

/// Votes settings
#[admin_page(location = "admin_plugins_menu")]
async fn settings(tenant: Tenant) -> Page {
    Page::new("Votes settings").body(tenant.client_key())
}

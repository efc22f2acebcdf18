//! What an administrator sees from the list of apps.

use connect_runtime::prelude::*;

/// Configure
#[configure_page(admin_only = true)]
async fn configure(tenant: Tenant) -> Page {
    Page::new("Configure").body(tenant.client_key())
}

/// Get started
#[post_install_page]
async fn get_started() -> Page {
    Page::new("Get started").body("Type /decision on any page")
}

use connect_runtime::prelude::*;

/// Welcome
#[post_install_page]
async fn welcome(tenant: Tenant) -> Page {
    Page::new("Welcome").body(tenant.client_key())
}

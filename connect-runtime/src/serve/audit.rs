//! Who did what to the app's tenants: lines of a target of their own, which can be kept for longer than
//! the others. Names are written so that none can pass for another line.

use crate::tenants::Tenant;

macro_rules! audit {
    ($tenant:expr, $($rest:tt)*) => {
        tracing::info!(
            target: "connect::audit",
            tenant = $tenant.client_key(),
            site = %$tenant.base_url(),
            $($rest)*
        )
    };
}

/// A site has installed the app, for the first time or again; with it came a secret.
pub(super) fn installed(tenant: &Tenant) {
    audit!(tenant, product = tenant.product().name(), "installed");
}

/// A site has a new client key, and the tenant of the former one is served no more.
pub(super) fn superseded(tenant: &Tenant, former: &str) {
    tracing::warn!(
        target: "connect::audit",
        tenant = tenant.client_key(),
        former,
        site = %tenant.base_url(),
        "the site has a new client key: the former tenant is superseded and no longer served; if that is not \
         right, have the site reinstall the app within 30 days"
    );
}

/// A site has uninstalled the app.
pub(super) fn uninstalled(tenant: &Tenant) {
    audit!(tenant, "uninstalled");
}

/// A site's administrator has switched the app on or off.
pub(super) fn switched(tenant: &Tenant, enabled: bool) {
    audit!(tenant, enabled, "switched");
}

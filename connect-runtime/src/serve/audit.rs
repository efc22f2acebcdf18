//! The audit log of the app's tenants: lines with a target of their own, which can be retained for
//! longer than the others. Names are escaped so that none can forge another line.

use crate::lifecycle::LifecycleEvent;
#[cfg(feature = "client")]
use crate::tenants::Rekeyed;
use crate::tenants::{Tenant, TenantRecord};

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

/// A site has installed the app and sent a secret. There is a former secret if the tenant was
/// already installed, and none if it is new or returns.
pub(super) fn installed(record: &TenantRecord) {
    let tenant = &record.tenant;
    let (product, install) = (tenant.product().name(), record.generation);
    if !record.previous.is_empty() {
        audit!(
            tenant,
            product,
            install,
            "rotated: installed again with a new secret; the former one is good until the host uses the new one"
        );
    } else if install > 1 {
        audit!(tenant, product, install, "installed again");
    } else {
        audit!(tenant, product, "installed");
    }
}

/// An installation on Forge continues a site's Connect tenant. The tenant is as it was before.
#[cfg(feature = "client")]
pub(super) fn moved_to_forge(tenant: &Tenant, client_key: &str) {
    audit!(
        tenant,
        connect = client_key,
        "moved to Forge: it has its key of Connect again"
    );
}

/// The product names a Connect tenant that this installation can't continue.
#[cfg(feature = "client")]
pub(super) fn not_moved_to_forge(tenant: &Tenant, client_key: &str, why: Rekeyed) {
    tracing::warn!(
        target: "connect::audit",
        tenant = tenant.client_key(),
        connect = client_key,
        ?why,
        "refused: the installation on Forge can't have this key of Connect"
    );
}

/// The app was installed through Forge, or updated.
pub(super) fn installed_on_forge(tenant: &Tenant) {
    let product = tenant.product().name();
    audit!(tenant, product, "installed or updated through Forge");
}

/// A lifecycle callback for a tenant is signed with another environment's keys than its install
/// was: nothing has changed.
pub(super) fn other_environment(
    tenant: &str,
    event: LifecycleEvent,
    known: &str,
    claimed: Option<&str>,
) {
    tracing::warn!(
        target: "connect::audit",
        tenant,
        %event,
        known,
        claimed = claimed.unwrap_or("none"),
        "refused: the tenant was installed from another environment"
    );
}

/// A site has a new client key, and the tenant under the former one is no longer served.
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

/// A site's administrator has enabled or disabled the app.
pub(super) fn switched(tenant: &Tenant, enabled: bool) {
    audit!(tenant, enabled, "switched");
}

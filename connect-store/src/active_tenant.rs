//! An installed tenant as the request path needs it.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, OnceLock};

use connect_auth::Secret;
use connect_auth::jwt::HmacKey;

use super::Tenant;

/// An installed tenant with its key schedule computed, so that a request only looks it up.
pub struct ActiveTenant {
    tenant: Tenant,
    key: HmacKey,
    derived: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl ActiveTenant {
    /// The tenant, and the secret that it signs with.
    pub fn new(tenant: Tenant, secret: &Secret) -> Self {
        Self {
            tenant,
            key: HmacKey::new(secret.as_bytes()),
            derived: OnceLock::new(),
        }
    }

    /// The tenant.
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// The shared secret as a key, for verifying and signing.
    pub fn key(&self) -> &HmacKey {
        &self.key
    }

    /// What a server derives from the tenant: made once, and kept as long as the tenant is cached.
    ///
    /// The type is the server's own. The first one asked for is kept; of any other type the value
    /// is made anew each time.
    ///
    /// ```
    /// # use connect_store::ActiveTenant;
    /// struct Greeting(String);
    ///
    /// fn greeting(tenant: &ActiveTenant) -> std::sync::Arc<Greeting> {
    ///     tenant.derived(|it| Greeting(format!("Hello, {}", it.tenant().base_url())))
    /// }
    /// ```
    pub fn derived<T: Any + Send + Sync>(&self, make: impl Fn(&Self) -> T) -> Arc<T> {
        let kept = self.derived.get_or_init(|| Arc::new(make(self)));
        Arc::clone(kept)
            .downcast()
            .unwrap_or_else(|_| Arc::new(make(self)))
    }

    /// The value that [`ActiveTenant::derived`] has made and kept, if it is of this type.
    #[must_use]
    pub fn kept<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        Arc::clone(self.derived.get()?).downcast().ok()
    }
}

impl fmt::Debug for ActiveTenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ActiveTenant")
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use connect_model::Product;

    use super::*;
    use crate::Install;

    #[test]
    fn one_derived_value_is_kept() {
        let secret = Secret::new("a secret").unwrap();
        let base_url = "https://one.atlassian.net".parse().unwrap();
        let install = Install::new("app", "one", base_url, Product::Jira, secret.clone());
        let active = ActiveTenant::new(Tenant::of_install(&install, true, None), &secret);
        let first = active.derived(|it| it.tenant().client_key().to_owned());
        let second = active.derived(|_| String::from("never made"));
        assert!(Arc::ptr_eq(&first, &second));
        assert_eq!(*active.derived(|_| 7_u8), 7);
        assert_eq!(*active.derived(|_| 8_u8), 8);
    }
}

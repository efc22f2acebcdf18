//! An installed tenant as the request path needs it.

use std::any::Any;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher as _;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use connect_auth::Secret;
use connect_auth::jwt::HmacKey;

use super::budget::Budget;
use super::{AccessToken, ForgeRecord, Tenant, TenantRecord, TenantState};

/// An installed tenant with its key schedule computed, so that a request only looks it up.
pub struct ActiveTenant {
    tenant: Tenant,
    key: Arc<HmacKey>,
    generation: u64,
    /// What was before the latest install, as long as the host may use it.
    former: Option<Box<Former>>,
    /// What a tenant on Forge has in place of a secret.
    app_token: Option<AccessToken>,
    /// The installation on Forge that goes on with this tenant's history.
    moved_to: Option<Box<str>>,
    derived: OnceLock<Arc<dyn Any + Send + Sync>>,
    /// How often it may be read again because of tokens that its secret did not sign.
    pub(super) rereads: Budget,
}

struct Former {
    keys: Vec<Arc<HmacKey>>,
    /// Whether the host has used the new secret since.
    ended: AtomicBool,
}

impl ActiveTenant {
    /// The tenant, and the secret that it signs with.
    pub fn new(tenant: Tenant, secret: &Secret) -> Self {
        Self {
            tenant,
            key: Arc::new(HmacKey::new(secret.as_bytes())),
            generation: 0,
            former: None,
            app_token: None,
            moved_to: None,
            derived: OnceLock::new(),
            rereads: Budget::default(),
        }
    }

    /// The tenant of a row, with the secrets that the host may still use beside its latest one.
    /// `None` if it is not served.
    pub fn of(record: TenantRecord) -> Option<Self> {
        if record.tenant.state() != TenantState::Installed {
            return None;
        }
        let keys = record.previous.iter();
        let keys: Vec<_> = keys
            .map(|secret| Arc::new(HmacKey::new(secret.as_bytes())))
            .collect();
        let former = (!keys.is_empty()).then(|| {
            Box::new(Former {
                keys,
                ended: AtomicBool::new(false),
            })
        });
        Some(Self {
            generation: record.generation,
            former,
            moved_to: record.moved_to,
            ..Self::new(record.tenant, &record.secret?)
        })
    }

    /// The tenant of an installation on Forge. `None` if it has ended.
    pub fn of_forge(record: ForgeRecord) -> Option<Self> {
        if record.tenant.state() != TenantState::Installed {
            return None;
        }
        Some(Self {
            tenant: record.tenant,
            key: random_key(),
            generation: 0,
            former: None,
            app_token: record.app_token,
            moved_to: None,
            derived: OnceLock::new(),
            rereads: Budget::default(),
        })
    }

    /// The tenant.
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    /// The app's latest token for calls to the product, of a tenant on Forge. It may have ended.
    pub fn app_token(&self) -> Option<&AccessToken> {
        self.app_token.as_ref()
    }

    /// The installation on Forge that goes on with this Connect tenant's history, if there is one.
    pub fn moved_to(&self) -> Option<&str> {
        self.moved_to.as_deref()
    }

    /// The shared secret as a key, for verifying and signing. A tenant on Forge shares no secret with
    /// the app: its key is a random one that only this process has, so that nothing verifies with it.
    pub fn key(&self) -> &HmacKey {
        &self.key
    }

    /// The same key, to be kept.
    pub fn shared_key(&self) -> Arc<HmacKey> {
        Arc::clone(&self.key)
    }

    /// Keys of secrets before the latest install, which the host uses if it did not hear that the
    /// install was stored; none once it has used the latest. Never to be taken for a lifecycle
    /// callback.
    pub fn former_keys(&self) -> &[Arc<HmacKey>] {
        match &self.former {
            Some(former) if !former.ended.load(Ordering::Acquire) => &former.keys,
            _ => &[],
        }
    }

    /// Whether it is the same installation with the same secrets.
    pub(super) fn is_like(&self, record: &TenantRecord) -> bool {
        let former = self.former.as_ref().map_or(0, |former| former.keys.len());
        self.generation == record.generation
            && former == record.previous.len()
            && record.secret.is_some()
            && record.moved_to == self.moved_to
            && self.tenant == record.tenant
    }

    /// Which install of the tenant this is.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Ends the former secrets here; tells the generation if this is news.
    pub(super) fn end_former(&self) -> Option<u64> {
        let former = self.former.as_ref()?;
        let news = !former.ended.swap(true, Ordering::AcqRel);
        news.then_some(self.generation)
    }

    /// What a server derives from the tenant: made once, and kept as long as the tenant is cached.
    ///
    /// The type is the server's own. The first one asked for is kept; of any other type the value
    /// is made again each time.
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

/// A random key, another one in each process.
fn random_key() -> Arc<HmacKey> {
    static KEY: OnceLock<Arc<HmacKey>> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        // The standard library's maps are keyed by chance, too, and that can't fail.
        let chance = RandomState::new();
        let words = [0_u8, 1, 2, 3].map(|n| chance.hash_one(n).to_be_bytes());
        Arc::new(HmacKey::new(&words.concat()))
    });
    Arc::clone(key)
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

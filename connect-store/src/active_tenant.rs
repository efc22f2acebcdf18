//! An installed tenant in the form that the request path uses.

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

/// An installed tenant with a precomputed key schedule, so that a request only looks it up.
pub struct ActiveTenant {
    tenant: Tenant,
    key: Arc<HmacKey>,
    generation: u64,
    /// The secrets from before the latest install, for as long as the host may use them.
    former: Option<Box<Former>>,
    /// A Forge tenant's token, in place of a secret.
    app_token: Option<AccessToken>,
    /// The Forge installation that continues this tenant.
    moved_to: Option<Box<str>>,
    derived: OnceLock<Arc<dyn Any + Send + Sync>>,
    /// Limits rereads caused by tokens that its secret did not sign.
    pub(super) rereads: Budget,
}

struct Former {
    keys: Vec<Arc<HmacKey>>,
    /// Whether the host has since used the new secret.
    ended: AtomicBool,
}

impl ActiveTenant {
    /// A tenant with its signing secret.
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

    /// The tenant of a row, with the former secrets that the host may still use. `None` if it is
    /// not served.
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

    /// The tenant of a Forge installation. `None` if it has ended.
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

    /// The app's latest token for calls to the product, for a Forge tenant. It may have expired.
    pub fn app_token(&self) -> Option<&AccessToken> {
        self.app_token.as_ref()
    }

    /// The Forge installation that continues this Connect tenant, if there is one.
    pub fn moved_to(&self) -> Option<&str> {
        self.moved_to.as_deref()
    }

    /// The shared secret as a key, for verifying and signing. A Forge tenant shares no secret with
    /// the app: its key is a random one that only this process has, so that nothing verifies with it.
    pub fn key(&self) -> &HmacKey {
        &self.key
    }

    /// The same key, shared.
    pub fn shared_key(&self) -> Arc<HmacKey> {
        Arc::clone(&self.key)
    }

    /// Keys of secrets from before the latest install, which the host uses if it didn't learn that
    /// the install was stored; empty once it has used the latest. Must not be accepted for a
    /// lifecycle callback.
    pub fn former_keys(&self) -> &[Arc<HmacKey>] {
        match &self.former {
            Some(former) if !former.ended.load(Ordering::Acquire) => &former.keys,
            _ => &[],
        }
    }

    /// Whether the record is the same installation with the same secrets.
    pub(super) fn is_like(&self, record: &TenantRecord) -> bool {
        let former = self.former.as_ref().map_or(0, |former| former.keys.len());
        self.generation == record.generation
            && former == record.previous.len()
            && record.secret.is_some()
            && record.moved_to == self.moved_to
            && self.tenant == record.tenant
    }

    /// The number of the tenant's install.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// Ends the former secrets in memory; returns the generation if they hadn't ended before.
    pub(super) fn end_former(&self) -> Option<u64> {
        let former = self.former.as_ref()?;
        let news = !former.ended.swap(true, Ordering::AcqRel);
        news.then_some(self.generation)
    }

    /// A value that a server derives from the tenant: computed once, and cached with the tenant.
    ///
    /// The type is the server's own. The first type requested is cached; values of any other type
    /// are computed each time.
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

    /// The value computed and cached by [`ActiveTenant::derived`], if it has this type.
    #[must_use]
    pub fn kept<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        Arc::clone(self.derived.get()?).downcast().ok()
    }
}

/// A random key, different in each process.
fn random_key() -> Arc<HmacKey> {
    static KEY: OnceLock<Arc<HmacKey>> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        // The standard library's maps use random keys, too, and getting those can't fail.
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

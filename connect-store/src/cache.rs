//! The cache of an app's tenants.

mod settling;
mod shard;
mod strangers;
mod tend;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use self::settling::Settling;
use self::shard::{Found, Shard, Shards};
use self::strangers::Strangers;
pub use self::tend::Tending;

use super::budget::{Budget, Rate};
use super::forge;
use super::measure::timed;
use super::{
    ActiveTenant, Applied, ForgeCall, ForgeRecord, Install, Installed, Proof, Rekeyed, StoreError,
    Tenant, TenantStore,
};

/// How often a single tenant, and all tenants together, may be reread because of tokens that the
/// secret did not sign. Any caller can cause that; a genuine rotation needs one.
const REREADS_OF_ONE: Rate = Rate {
    at_once: 10,
    a_second: 10,
};
const REREADS: Rate = Rate {
    at_once: 200,
    a_second: 200,
};

/// The tenants of one app: a cache in front of a [`TenantStore`]. Cheap to clone.
///
/// - A hit makes no allocation and takes one shared lock; concurrent misses of a tenant share one
///   look-up.
/// - Only installed tenants are cached. "No such tenant" and errors are not: a new install is
///   visible at once, and a failing store is never mistaken for one that says no.
/// - Writes by other processes are visible within a quarter of a second if [`Tenants::tend`] is
///   called, and at once where a signature fails ([`Tenants::reread`]).
/// - Writes go through to the store: they are completed even if the request that caused them is
///   dropped, and when one returns, what was cached before is gone, including look-ups in progress.
///
/// ```
/// use std::sync::Arc;
/// use connect_store::{MemoryStore, Tenants};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), connect_store::StoreError> {
/// let tenants = Tenants::new("com.example.votes", Arc::new(MemoryStore::new()));
/// assert!(tenants.active("a client key").await?.is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Tenants(Arc<Inner>);

struct Inner {
    app_key: Box<str>,
    store: Arc<dyn TenantStore>,
    /// Connect tenants, by client key.
    shards: Shards,
    /// Forge tenants, by installation and by client key.
    installations: Shards,
    limits: Limits,
    strangers: Strangers,
    settling: Settling,
    rereads: Budget,
}

/// A weak handle to [`Tenants`], for values that the cache itself holds.
#[derive(Debug, Clone)]
pub struct WeakTenants(Weak<Inner>);

impl WeakTenants {
    /// The tenants, if they are still in use elsewhere.
    pub fn upgrade(&self) -> Option<Tenants> {
        self.0.upgrade().map(Tenants)
    }
}

/// The size of the cache, and how long entries live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The approximate number of cached tenants; the least recently used are evicted first. One
    /// takes about 2 KiB.
    pub capacity: usize,
    /// The age after which a tenant is looked up again. Only a safety net, for writes that this
    /// process was not notified of.
    pub ttl: Duration,
}

impl Default for Limits {
    /// 10,000 tenants, a minute.
    fn default() -> Self {
        Self {
            capacity: 10_000,
            ttl: Duration::from_secs(60),
        }
    }
}

impl Tenants {
    /// The tenants of one app in a store.
    pub fn new(app_key: impl Into<Box<str>>, store: Arc<dyn TenantStore>) -> Self {
        Self::with_limits(app_key, store, Limits::default())
    }

    /// As [`Tenants::new`], with other limits.
    pub fn with_limits(
        app_key: impl Into<Box<str>>,
        store: Arc<dyn TenantStore>,
        limits: Limits,
    ) -> Self {
        Self(Arc::new(Inner {
            app_key: app_key.into(),
            store,
            shards: Shards::new(limits.capacity),
            installations: Shards::new(limits.capacity),
            limits,
            strangers: Strangers::default(),
            settling: Settling::default(),
            rereads: Budget::default(),
        }))
    }

    /// A weak handle to the same tenants.
    pub fn downgrade(&self) -> WeakTenants {
        WeakTenants(Arc::downgrade(&self.0))
    }

    /// The app that the tenants belong to.
    pub fn app_key(&self) -> &str {
        &self.0.app_key
    }

    /// The store behind the cache. The cache doesn't notice direct writes to it.
    pub fn store(&self) -> &Arc<dyn TenantStore> {
        &self.0.store
    }

    /// Finds an installed tenant. `None` if it doesn't exist or is no longer served.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read: answer 503, and never treat it as `None`. One case
    /// is [`StoreError::Busy`], when more unknown names are looked up than the store is asked for.
    pub async fn active(&self, client_key: &str) -> Result<Option<Arc<ActiveTenant>>, StoreError> {
        let shard = self.0.shards.of(client_key);
        match shard.fresh(client_key, Instant::now(), self.0.limits.ttl) {
            Some(active) => Ok(Some(active)),
            None if !shard.holds(client_key)
                && !shard.lookups.is_under_way(client_key)
                && !self.0.strangers.may_be_looked_up(client_key) =>
            {
                Err(StoreError::Busy)
            }
            // Boxed, so that a rare look-up doesn't enlarge a request's future.
            None => Box::pin(self.look_up(shard, client_key)).await,
        }
    }

    /// An installed tenant, if it is cached; nothing is looked up.
    pub fn cached(&self, client_key: &str) -> Option<Arc<ActiveTenant>> {
        let shard = self.0.shards.of(client_key);
        shard.fresh(client_key, Instant::now(), self.0.limits.ttl)
    }

    /// Rereads a tenant whose secret did not sign what it should have: another process may have
    /// stored a newer one. `None` if there is nothing newer, or if this has been called too often
    /// recently.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read.
    pub async fn reread(
        &self,
        seen: &Arc<ActiveTenant>,
    ) -> Result<Option<Arc<ActiveTenant>>, StoreError> {
        let client_key = seen.tenant().client_key();
        let shard = self.0.shards.of(client_key);
        // Another request may have been quicker.
        let newer = || {
            shard
                .fresh(client_key, Instant::now(), self.0.limits.ttl)
                .filter(|held| !Arc::ptr_eq(held, seen))
        };
        if let Some(newer) = newer() {
            return Ok(Some(newer));
        }
        if !seen.rereads.spend(REREADS_OF_ONE) || !self.0.rereads.spend(REREADS) {
            return Ok(None);
        }
        let newer = || newer().map(|held| Ok(Some(held)));
        let found = self.find(shard, client_key, newer, Some(Arc::clone(seen)));
        Ok(found.await?.filter(|found| !Arc::ptr_eq(found, seen)))
    }

    /// Ends the secrets before the tenant's current one, here at once and in the store soon: the
    /// host has used the current one.
    pub fn settle(&self, active: &ActiveTenant) {
        let Some(generation) = active.end_former() else {
            return;
        };
        let (tenants, tenant) = (self.clone(), active.tenant().clone());
        let client_key = tenant.client_key();
        tenants.0.settling.begin(client_key, generation);
        // The cache may have another copy by now.
        let cached = self.cached(client_key);
        Settling::hold(Some(generation), cached.as_ref());
        tokio::spawn(async move {
            let client_key = tenant.client_key();
            let Inner {
                store, settling, ..
            } = &*tenants.0;
            match store
                .settle(tenants.app_key(), client_key, generation)
                .await
            {
                Ok(_) => {
                    tracing::info!(
                        tenant = client_key,
                        "the host uses its new secret; the former one is no longer accepted"
                    );
                    tenants.forget(client_key);
                }
                // It is retried when the tenant has been looked up again.
                Err(error) => tracing::warn!(
                    tenant = client_key,
                    error = &error as &dyn std::error::Error,
                    "a former secret could not be dropped"
                ),
            }
            settling.end(client_key, generation);
        });
    }

    /// Joins the look-up of this tenant that is in progress, or starts one.
    async fn look_up(
        &self,
        shard: &Shard,
        client_key: &str,
    ) -> Result<Option<Arc<ActiveTenant>>, StoreError> {
        let ttl = self.0.limits.ttl;
        let cached = || {
            shard
                .fresh(client_key, Instant::now(), ttl)
                .map(|it| Ok(Some(it)))
        };
        self.find(shard, client_key, cached, None).await
    }

    /// Reads the tenant from the store, unless the cache already has what is wanted. One that
    /// hasn't changed from `seen` stays the same value, with everything derived from it.
    async fn find(
        &self,
        shard: &Shard,
        client_key: &str,
        cached: impl FnOnce() -> Option<Found>,
        seen: Option<Arc<ActiveTenant>>,
    ) -> Found {
        let key: Box<str> = client_key.into();
        // The result is as old as this, not as recent as the store's answer.
        let started = Instant::now();
        let (reader, asked) = (Arc::clone(&self.0), key.clone());
        let find = || async move {
            let record = timed("find", reader.store.find(&reader.app_key, &asked)).await?;
            let Some(record) = record else {
                return Ok(None);
            };
            match seen.filter(|seen| seen.is_like(&record)) {
                Some(seen) => Ok(Some(seen)),
                None => Ok(ActiveTenant::of(record).map(Arc::new)),
            }
        };
        let (keeper, kept) = (Arc::clone(&self.0), key.clone());
        let keep = move |found: &Found| {
            let active = found.as_ref().ok().and_then(Option::as_ref);
            keeper.shards.of(&kept).set(&kept, started, active);
            // Even if settling began after the row was read.
            Settling::hold(keeper.settling.of(&kept), active);
        };
        // Checked before the store is read: once settling has ended, the store's row shows it.
        let settling = self.0.settling.of(client_key);
        let found = shard.lookups.run(key, cached, find, keep).await;
        let found = found.unwrap_or_else(|| {
            Err(StoreError::Abandoned {
                action: self.0.action("find", client_key),
            })
        })?;
        Settling::hold(settling, found.as_ref());
        Ok(found)
    }

    /// Finds the tenant of a Forge installation, by the installation's id or the tenant's client
    /// key. `None` if it doesn't exist or has ended.
    ///
    /// Only call this with a name that is known to be genuine: from a verified token, or from a job
    /// of one's own.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read.
    pub async fn forge(&self, name: &str) -> Result<Option<Arc<ActiveTenant>>, StoreError> {
        let shard = self.0.installations.of(name);
        match shard.fresh(name, Instant::now(), self.0.limits.ttl) {
            Some(active) => Ok(Some(active)),
            None => Box::pin(self.look_up_forge(shard, name)).await,
        }
    }

    /// A Forge installation, if it is cached; nothing is looked up.
    pub fn cached_forge(&self, name: &str) -> Option<Arc<ActiveTenant>> {
        let shard = self.0.installations.of(name);
        shard.fresh(name, Instant::now(), self.0.limits.ttl)
    }

    async fn look_up_forge(&self, shard: &Shard, name: &str) -> Found {
        let ttl = self.0.limits.ttl;
        let cached = || {
            let held = shard.fresh(name, Instant::now(), ttl);
            held.map(|it| Ok(Some(it)))
        };
        let started = Instant::now();
        let key: Box<str> = name.into();
        let (reader, asked) = (Arc::clone(&self.0), key.clone());
        let find = || async move {
            let found = reader.store.find_forge(&reader.app_key, &asked);
            let record = timed("find", found).await?;
            Ok(record.and_then(ActiveTenant::of_forge).map(Arc::new))
        };
        let (keeper, kept) = (Arc::clone(&self.0), key.clone());
        let keep = move |found: &Found| {
            let active = found.as_ref().ok().and_then(Option::as_ref);
            keeper.installations.of(&kept).set(&kept, started, active);
        };
        let found = shard.lookups.run(key, cached, find, keep).await;
        found.unwrap_or_else(|| {
            Err(StoreError::Abandoned {
                action: self.0.action("find", name),
            })
        })
    }

    /// Rereads a Forge installation whose token has expired: a call may have brought another
    /// process a newer one. `None` if there is none, or if this has been called too often recently.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read.
    pub async fn reread_forge(
        &self,
        seen: &ActiveTenant,
    ) -> Result<Option<Arc<ActiveTenant>>, StoreError> {
        if !seen.rereads.spend(REREADS_OF_ONE) || !self.0.rereads.spend(REREADS) {
            return Ok(None);
        }
        let origin = seen.tenant().origin();
        let Some(installation) = origin.forge() else {
            return Ok(None);
        };
        let name = &*installation.installation_id;
        self.0.installations.of(name).forget(name);
        self.forge(name).await
    }

    /// Finds a tenant for work outside of a request, such as a job: on Forge if the app is
    /// installed there on Forge, else on Connect.
    ///
    /// Only call this with a name that is known to be genuine, as for [`Tenants::forge`].
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read.
    pub async fn current(&self, client_key: &str) -> Result<Option<Arc<ActiveTenant>>, StoreError> {
        let now = Instant::now();
        let ttl = self.0.limits.ttl;
        let forge = self.0.installations.of(client_key);
        if let Some(active) = forge.fresh(client_key, now, ttl) {
            return Ok(Some(active));
        }
        if let Some(active) = self.cached(client_key)
            && active.moved_to().is_none()
        {
            return Ok(Some(active));
        }
        match self.forge(client_key).await? {
            Some(active) => Ok(Some(active)),
            None => self.active(client_key).await,
        }
    }

    /// Stores what a verified call from Forge states about its installation, and finds its tenant. The
    /// store is only accessed if the call may contain something new. `None` if the installation has
    /// ended since the call was made.
    ///
    /// # Errors
    /// [`StoreError`] if the store can't be read or written.
    pub async fn record_forge(
        &self,
        call: ForgeCall,
    ) -> Result<Option<Arc<ActiveTenant>>, StoreError> {
        let id = call.installation.installation_id.clone();
        if let Some(active) = self.forge(&id).await?
            && !forge::is_news(active.tenant(), active.app_token(), &call)
        {
            return Ok(Some(active));
        }
        let record = self.write("record", &id, |inner| async move {
            inner.store.record_forge(call).await
        });
        Ok(ActiveTenant::of_forge(record.await?).map(Arc::new))
    }

    /// Marks a Forge installation uninstalled; once this returns, it is no longer served. Returns
    /// the tenant, or `None` if it was not installed.
    ///
    /// # Errors
    /// [`StoreError`] if that was not stored.
    pub async fn uninstall_forge(
        &self,
        installation_id: &str,
        issued_at: i64,
    ) -> Result<Option<Tenant>, StoreError> {
        let id = installation_id.to_owned();
        self.write("uninstall", installation_id, |inner| async move {
            let store = &inner.store;
            store.uninstall_forge(&inner.app_key, &id, issued_at).await
        })
        .await
    }

    /// Gives the tenant of a Forge installation the key of the Connect tenant that it continues.
    ///
    /// # Errors
    /// [`StoreError`] if that was not stored.
    pub async fn rekey_forge(
        &self,
        installation_id: &str,
        client_key: &str,
    ) -> Result<Rekeyed, StoreError> {
        let (id, key) = (installation_id.to_owned(), client_key.to_owned());
        let rekeyed = self.write("rekey", installation_id, |inner| async move {
            inner.store.rekey_forge(&inner.app_key, &id, &key).await
        });
        let rekeyed = rekeyed.await;
        self.forget(client_key);
        rekeyed
    }

    /// Stores an install, unless its proof is rejected; once this returns, the new secret is known
    /// here.
    ///
    /// # Errors
    /// [`StoreError`] if it was not stored: the row is unchanged.
    pub async fn install(&self, install: Install) -> Result<Applied<Installed>, StoreError> {
        let client_key = install.client_key.clone();
        self.write("install", &client_key, |inner| async move {
            inner.store.install(install).await
        })
        .await
    }

    /// Marks a tenant uninstalled, unless the proof is rejected; once this returns, it is no longer
    /// served. Returns the tenant, or `None` if it was not installed.
    ///
    /// # Errors
    /// [`StoreError`] if that was not stored.
    pub async fn uninstall(
        &self,
        client_key: &str,
        proof: Option<Proof>,
    ) -> Result<Applied<Option<Tenant>>, StoreError> {
        let key = client_key.to_owned();
        self.write("uninstall", client_key, |inner| async move {
            let store = &inner.store;
            store.uninstall(&inner.app_key, &key, proof.as_ref()).await
        })
        .await
    }

    /// Records whether an administrator has enabled the app. Returns whether there is an installed
    /// tenant.
    ///
    /// # Errors
    /// [`StoreError`] if that was not stored.
    pub async fn set_enabled(&self, client_key: &str, enabled: bool) -> Result<bool, StoreError> {
        let key = client_key.to_owned();
        let verb = if enabled { "enable" } else { "disable" };
        self.write(verb, client_key, |inner| async move {
            inner.store.set_enabled(&inner.app_key, &key, enabled).await
        })
        .await
    }

    /// Records whether the host rejects what the app signs for a tenant. Returns whether that has
    /// changed.
    ///
    /// # Errors
    /// [`StoreError`] if that was not stored.
    pub async fn set_refused(&self, client_key: &str, refused: bool) -> Result<bool, StoreError> {
        let key = client_key.to_owned();
        self.write("mark", client_key, |inner| async move {
            inner.store.set_refused(&inner.app_key, &key, refused).await
        })
        .await
    }

    /// Drops what is cached about one tenant, including a look-up in progress: for a replica that
    /// learns of another's write.
    pub fn forget(&self, client_key: &str) {
        self.0.shards.of(client_key).forget(client_key);
        self.0.installations.of(client_key).forget(client_key);
        self.0.strangers.await_one(client_key);
    }

    /// As [`Tenants::forget`], for every tenant.
    pub fn forget_all(&self) {
        self.0.shards.forget_all();
        self.0.installations.forget_all();
    }

    /// Completes a write even if the request is dropped, then drops the tenants it affected from
    /// the cache. The order matters: what is loaded after the commit is new, and what was loaded
    /// before it is dropped, so there is no moment at which an old row could come back.
    async fn write<T, F>(
        &self,
        verb: &'static str,
        client_key: &str,
        write: impl FnOnce(Arc<Inner>) -> F,
    ) -> Result<T, StoreError>
    where
        T: Touched + Send + 'static,
        F: Future<Output = Result<T, StoreError>> + Send + 'static,
    {
        let written = write(Arc::clone(&self.0));
        let tenants = self.clone();
        let key = client_key.to_owned();
        let task = tokio::spawn(async move {
            // Even after an error or a panic: the commit may have happened anyway.
            let forgets = Forgets {
                tenants: &tenants,
                client_key: &key,
            };
            let written = timed(verb, written).await;
            drop(forgets);
            if let Ok(written) = &written {
                written
                    .touched()
                    .for_each(|client_key| tenants.forget(client_key));
            }
            written
        });
        task.await.unwrap_or_else(|_| {
            Err(StoreError::Abandoned {
                action: self.0.action(verb, client_key),
            })
        })
    }
}

impl Inner {
    fn action(&self, verb: &str, client_key: &str) -> String {
        format!("{verb} tenant `{client_key}` of app `{}`", self.app_key)
    }
}

impl fmt::Debug for Tenants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenants")
            .field("app_key", &self.0.app_key)
            .field("store", &self.0.store)
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}

/// The other tenants, or other names, that a write has affected.
trait Touched {
    fn touched(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }
}

impl Touched for bool {}

impl Touched for Rekeyed {}

impl Touched for Applied<Option<Tenant>> {}

impl Touched for Option<Tenant> {
    fn touched(&self) -> impl Iterator<Item = &str> {
        self.iter().map(Tenant::client_key)
    }
}

impl Touched for ForgeRecord {
    fn touched(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.tenant.client_key())
    }
}

impl Touched for Applied<Installed> {
    fn touched(&self) -> impl Iterator<Item = &str> {
        let superseded = match self {
            Self::Done(installed) => &*installed.superseded,
            Self::Unchanged(_) => &[],
        };
        superseded.iter().map(String::as_str)
    }
}

struct Forgets<'a> {
    tenants: &'a Tenants,
    client_key: &'a str,
}

impl Drop for Forgets<'_> {
    fn drop(&mut self) {
        self.tenants.forget(self.client_key);
    }
}

//! The signing key of a tenant's client, which may outlive the secret that it was made with.

use std::sync::Arc;

use connect_auth::jwt::HmacKey;
use url::Url;

use crate::client::{KeyFuture, KeySource, NoKey, SigningKey};
use crate::error::WithCauses;
use crate::tenants::{ActiveTenant, Tenants, WeakTenants};

/// Follows the tenant in the cache, which follows the writes of every process.
#[derive(Debug)]
pub(super) struct TenantKey {
    /// The cache holds the client, so the client must not hold the cache.
    tenants: WeakTenants,
    client_key: Box<str>,
    /// The client only calls this address.
    base_url: Url,
    /// Used when the server has ended.
    last: SigningKey,
}

impl TenantKey {
    pub(super) fn of(tenants: &Tenants, active: &ActiveTenant) -> Arc<Self> {
        Arc::new(Self {
            tenants: tenants.downgrade(),
            client_key: active.tenant().client_key().into(),
            base_url: active.tenant().base_url().clone(),
            last: signing(active),
        })
    }

    fn of_this_site(&self, active: &ActiveTenant) -> Option<SigningKey> {
        (*active.tenant().base_url() == self.base_url).then(|| signing(active))
    }

    async fn another(&self, tenants: &Tenants, refused: &SigningKey) -> Option<SigningKey> {
        let active = tenants.active(&self.client_key).await.ok().flatten()?;
        let is_refused = |key: &Arc<HmacKey>| Arc::ptr_eq(key, &refused.key);
        let former = active.former_keys();
        if !is_refused(&active.shared_key()) && !former.iter().any(is_refused) {
            return self.of_this_site(&active);
        }
        if is_refused(&active.shared_key()) {
            if let Ok(Some(newer)) = tenants.reread(&active).await {
                return self.of_this_site(&newer);
            }
            // The host may not have learned that the latest install was stored.
            if let Some(key) = former.last() {
                return Some(SigningKey {
                    key: Arc::clone(key),
                    in_trouble: false,
                });
            }
        }
        self.note(tenants, &active, true).await;
        None
    }

    /// Records for the operator whether the host rejects what the app signs.
    async fn note(&self, tenants: &Tenants, active: &ActiveTenant, refused: bool) {
        // Once, not for each call.
        if active.tenant().trouble().is_some() == refused {
            return;
        }
        let (tenant, site) = (&*self.client_key, &self.base_url);
        match tenants.set_refused(tenant, refused).await {
            Ok(true) if refused => tracing::warn!(
                tenant,
                %site,
                "the host refuses what the app signs: the site may have uninstalled the app without notifying it, \
                 or this machine's clock is wrong; a new install fixes it"
            ),
            Ok(true) => tracing::info!(tenant, %site, "the host accepts what the app signs again"),
            Ok(false) => {}
            Err(error) => tracing::warn!(
                tenant,
                error = %WithCauses(&error),
                "could not store whether the host accepts what the app signs"
            ),
        }
    }
}

impl KeySource for TenantKey {
    fn at_hand(&self) -> Option<SigningKey> {
        match self.tenants.upgrade() {
            Some(tenants) => self.of_this_site(&*tenants.cached(&self.client_key)?),
            None => Some(self.last.clone()),
        }
    }

    fn load(&self) -> KeyFuture<'_, Result<SigningKey, NoKey>> {
        Box::pin(async {
            let Some(tenants) = self.tenants.upgrade() else {
                return Ok(self.last.clone());
            };
            let active = tenants.active(&self.client_key).await;
            let active = active.map_err(|error| NoKey::Unavailable(Arc::new(error)))?;
            let key = active.and_then(|active| self.of_this_site(&active));
            key.ok_or(NoKey::Gone)
        })
    }

    fn refused<'s>(&'s self, key: &'s SigningKey) -> KeyFuture<'s, Option<SigningKey>> {
        Box::pin(async {
            let tenants = self.tenants.upgrade()?;
            self.another(&tenants, key).await
        })
    }

    fn accepted<'s>(&'s self) -> KeyFuture<'s, ()> {
        Box::pin(async {
            let Some(tenants) = self.tenants.upgrade() else {
                return;
            };
            if let Ok(Some(active)) = tenants.active(&self.client_key).await {
                self.note(&tenants, &active, false).await;
            }
        })
    }
}

fn signing(active: &ActiveTenant) -> SigningKey {
    SigningKey {
        key: active.shared_key(),
        in_trouble: active.tenant().trouble().is_some(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use axum::Router;
    use connect_auth::jwt;
    use connect_model::{Method, Product, ScopeSet};
    use http::{HeaderMap, StatusCode};
    use serde_json::{Value, json};

    use super::*;
    use crate::client::{CallError, CallErrorKind, Client, ClientConfig, ClientPool};
    use crate::tenants::{Install, MemoryStore, Secret, TenantStore, Trouble};

    const APP: &str = "com.example.votes";

    /// A site, and two processes of an app that share a store.
    struct Scene {
        site: Url,
        /// The secret that the site accepts.
        believed: Arc<Mutex<String>>,
        /// How many calls it has answered.
        calls: Arc<Mutex<usize>>,
        store: Arc<MemoryStore>,
        here: Tenants,
        elsewhere: Tenants,
    }

    impl Scene {
        async fn new() -> Self {
            let (believed, calls) = (Arc::new(Mutex::new("old".to_owned())), Arc::default());
            let (key, count): (_, Arc<Mutex<usize>>) = (Arc::clone(&believed), Arc::clone(&calls));
            let router = Router::new().fallback(async move |headers: HeaderMap| {
                *count.lock().unwrap() += 1;
                let token = headers["authorization"].to_str().unwrap();
                let token = jwt::parse(token.strip_prefix("JWT ").unwrap()).unwrap();
                let key = HmacKey::new(key.lock().unwrap().as_bytes());
                match token.claims().unwrap().verify_hs256(&key) {
                    Ok(_) => Ok(axum::Json(json!({}))),
                    Err(_) => Err(StatusCode::UNAUTHORIZED),
                }
            });
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let site = format!("http://{}", listener.local_addr().unwrap());
            tokio::spawn(async move { axum::serve(listener, router).await });
            let store = Arc::new(MemoryStore::new());
            let of = || Tenants::new(APP, Arc::clone(&store) as Arc<dyn TenantStore>);
            let scene = Self {
                site: site.parse().unwrap(),
                believed,
                calls,
                here: of(),
                elsewhere: of(),
                store,
            };
            scene.install("old").await;
            scene
        }

        /// Another process stores a new secret.
        async fn install(&self, secret: &str) {
            let site = self.site.clone();
            self.install_at(secret, site).await;
        }

        async fn install_at(&self, secret: &str, site: Url) {
            let secret = Secret::new(secret).unwrap();
            let install = Install::new(APP, "one", site, Product::Jira, secret);
            let stored = self.elsewhere.install(install).await.unwrap();
            assert!(stored.done().is_some());
        }

        /// The host uses this secret from now on.
        fn believes(&self, secret: &str) {
            *self.believed.lock().unwrap() = secret.to_owned();
        }

        /// A client as given to a handler here.
        async fn client(&self) -> Client {
            let active = self.here.active("one").await.unwrap().unwrap();
            let config = ClientConfig::with_key(APP, self.site.clone(), active.key().clone())
                .client_key("one")
                .key_source(TenantKey::of(&self.here, &active));
            ClientPool::new().tenant(&config)
        }

        fn calls(&self) -> usize {
            std::mem::take(&mut *self.calls.lock().unwrap())
        }

        async fn trouble(&self) -> Option<Trouble> {
            let listed = self.store.list(APP, None, 1).await.unwrap();
            listed[0].trouble().cloned()
        }
    }

    async fn calls(client: &Client) -> Result<(), CallError> {
        let path = "/rest/api/3/myself";
        let call = client.unchecked::<Value>(Method::Get, path, ScopeSet::EMPTY);
        call.await.map(drop)
    }

    #[tokio::test]
    async fn case_261_a_client_that_is_held_over_a_rotation() {
        let scene = Scene::new().await;
        let client = scene.client().await;
        calls(&client).await.unwrap();
        assert_eq!(scene.calls(), 1);
        // Before this process has learned of it: the host's 401 makes it look.
        scene.install("new").await;
        scene.believes("new");
        calls(&client).await.unwrap();
        assert_eq!(scene.calls(), 2);
        calls(&client).await.unwrap();
        assert_eq!(scene.calls(), 1, "and it keeps what it found");
        // Once it has learned of it, no call fails.
        scene.install("newer").await;
        scene.believes("newer");
        scene.here.forget("one");
        calls(&client).await.unwrap();
        assert_eq!(scene.calls(), 1);
        assert_eq!(scene.trouble().await, None);

        // No secret works: the row is read again once, and the tenant is marked.
        scene.believes("of somebody else");
        scene.here.forget("one");
        let error = calls(&client).await.unwrap_err();
        assert_eq!(error.status(), Some(StatusCode::UNAUTHORIZED));
        assert!(scene.calls() <= 2, "the former secret is tried, too");
        assert!(matches!(
            scene.trouble().await,
            Some(Trouble::Refused { .. })
        ));
        // The trouble ends.
        scene.believes("newer");
        calls(&client).await.unwrap();
        assert_eq!(scene.trouble().await, None);
    }

    #[tokio::test]
    async fn the_host_may_not_know_the_latest_secret() {
        let scene = Scene::new().await;
        scene.install("never heard of").await;
        let client = scene.client().await;
        calls(&client).await.unwrap();
        assert_eq!(scene.calls(), 2);
        assert_eq!(scene.trouble().await, None);
    }

    #[tokio::test]
    async fn a_site_that_has_left_or_moved_is_not_called() {
        let scene = Scene::new().await;
        let client = scene.client().await;
        let moved = "https://moved.atlassian.net".parse().unwrap();
        scene.install_at("new", moved).await;
        scene.here.forget("one");
        let gone = async || {
            let error = calls(&client).await.unwrap_err();
            assert!(
                matches!(error.kind(), CallErrorKind::NoKey(NoKey::Gone)),
                "{error}"
            );
        };
        gone().await;
        assert!(
            scene
                .elsewhere
                .uninstall("one", None)
                .await
                .unwrap()
                .done()
                .is_some()
        );
        scene.here.forget("one");
        gone().await;
        assert_eq!(scene.calls(), 0);
    }
}

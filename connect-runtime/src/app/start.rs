//! From an [`App`] to routes that can be served.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use connect_model::Product;
use connect_model::assemble::Assembled;
use url::Url;

use super::App;
use crate::addresses::Addresses;
use crate::auth::Clock;
use crate::auth::KeyHost;
use crate::auth::Verifier;
use crate::config::{ConfigError, Database};
use crate::deployment::Deployment;
use crate::jobs::{Queue, WorkerSettings};
#[cfg(feature = "client")]
use crate::serve::HostAnswers;
use crate::serve::{Core, Document, Front, OnForge, Readiness, routes};
use crate::start_error::StartError;
use crate::tenants::jobs::JobStore;
use crate::tenants::{MemoryStore, Store, Tenants};
use crate::work::{self, Handlers};

/// An app whose checks have passed and whose store is open.
pub(super) struct Started {
    pub(super) router: Router,
    /// Handles requests before the router does.
    pub(super) front: Arc<Front>,
    /// The state that routes share, and jobs with them.
    pub(super) core: Arc<Core>,
    pub(super) tenants: Tenants,
    /// What `/readyz` says.
    pub(super) readiness: Arc<Readiness>,
    /// The products that have a descriptor of their own; empty when one stands for all.
    pub(super) products: Vec<Product>,
    /// Where hosts reach the app.
    pub(super) addresses: Addresses,
}

impl Started {
    /// Starts working the queue.
    pub(super) fn work(&self, settings: WorkerSettings) -> Option<work::Running> {
        work::start(&self.core, self.front.deployment.clone(), settings)
    }
}

impl App {
    /// Checks everything that can be checked, cheapest first, and builds the routes.
    pub(super) async fn start(&self, base_url: Url) -> Result<Started, StartError> {
        self.config.check()?;
        let assembled = self.registry.check()?;
        let on_forge = match &self.config.forge {
            Some(app) => Some((app, self.registry.forge_settings()?)),
            None => None,
        };
        let settings = on_forge.as_ref().map(|(_, settings)| settings);
        let handlers = Handlers::of(&self.registry, &self.states, settings)?;
        #[cfg(feature = "client")]
        let handlers = match &self.personal_data {
            Some(rounds) => handlers.and_rounds(rounds),
            None => handlers,
        };
        self.config.warn_of_development_switches();

        let app_key = self.registry.key();
        let store = self.open_store().await?;
        let queue = Arc::new(Queue {
            app_key: app_key.clone(),
            store: measured(&store),
        });
        let tenants = Tenants::new(app_key.as_str(), store);
        let addresses = self.addresses(&assembled, &base_url);
        let verifier = self.verifier(&tenants, &base_url, addresses.clone());
        let readiness = Arc::new(Readiness::default());
        #[cfg(feature = "client")]
        let client_pool = match &self.config.authorization_server {
            Some(server) => self.client_pool.or_authorization_server(server),
            None => self
                .client_pool
                .or_environments(self.config.hosts.environments()),
        };
        let tending = tenants.tend({
            #[cfg(feature = "client")]
            let (pool, app_key) = (client_pool.clone(), app_key.clone());
            move |changed| {
                // Users' tokens belong to the previous installation.
                #[cfg(feature = "client")]
                match changed {
                    Some(client_key) => pool.forget(&app_key, client_key),
                    None => pool.forget_app(&app_key),
                }
                #[cfg(not(feature = "client"))]
                let _ = changed;
            }
        });
        let verifier = verifier.with_queue(Arc::clone(&queue));
        let core = Arc::new(Core {
            app_key,
            tending,
            verifier,
            tenants: tenants.clone(),
            hosts: self.config.hosts.clone(),
            handlers,
            queue,
            settled: work::Settled::default(),
            #[cfg(feature = "client")]
            host_answers: Arc::new(HostAnswers::in_store(tenants.store())),
            licensed: self.registry.licensed(),
            development: !self.config.is_production(),
            #[cfg(feature = "client")]
            client_pool,
            body_limit: self.config.body_limit,
            webhook_limit: self.config.webhook_limit,
            lifecycle_limit: self.config.lifecycle_limit,
            request_timeout: self.config.request_timeout,
            readiness: Arc::clone(&readiness),
            base_url: base_url.as_str().trim_end_matches('/').to_owned(),
            addresses: addresses.clone(),
            proxy: self.config.proxy,
        });
        let documents = Document::all(&assembled, &base_url);
        let products = documents
            .iter()
            .filter_map(|document| document.product)
            .collect();
        let router = routes(
            &core,
            &self.registry,
            &self.states,
            documents,
            self.merged.clone(),
            on_forge.map(|(app, settings)| OnForge {
                settings,
                verifier: app.verifier(Clock::system()),
                deployment: Deployment::on_forge(&base_url),
                error_pages: self.error_pages.clone(),
            }),
        )?;
        let front = Arc::new(Front {
            https: base_url.scheme() == "https",
            deployment: Deployment::of(&base_url, self.config.bridge.as_ref()),
            error_pages: self.error_pages.clone(),
        });
        Ok(Started {
            router: self.layers.around(router),
            front,
            core,
            tenants,
            readiness,
            products,
            addresses,
        })
    }

    /// The app's base URLs: its own, those of its regions, and those that the configuration adds.
    fn addresses(&self, assembled: &Assembled, base_url: &Url) -> Addresses {
        let regions = assembled
            .descriptors()
            .filter_map(|(_, descriptor)| descriptor.region_base_urls.as_ref())
            .flat_map(BTreeMap::values)
            // No host can have sent a token for something that is not a URL.
            .filter_map(|url| Url::parse(url).ok());
        let further = self.config.base_urls.iter().cloned().chain(regions);
        further
            .fold(Addresses::at(base_url), |all, url| all.and(&url))
            .behind(self.config.proxy)
    }

    fn verifier(&self, tenants: &Tenants, base_url: &Url, addresses: Addresses) -> Verifier {
        let verifier = Verifier::new(tenants.clone(), base_url).at(addresses);
        let mut verifier = verifier.leeway(self.config.leeway);
        verifier = verifier.key_host(match &self.config.key_host {
            Some(key_host) => KeyHost::at(key_host, Clock::system()),
            None => KeyHost::of(self.config.hosts.environments().clone(), Clock::system()),
        });
        if let Some(sessions) = self.config.session_tokens {
            verifier = verifier.session_tokens(sessions);
        }
        verifier
    }

    pub(super) async fn open_store(&self) -> Result<Arc<dyn Store>, StartError> {
        if let Some(store) = &self.store {
            return Ok(Arc::clone(store));
        }
        Ok(match &self.config.database {
            Database::Memory if self.config.is_production() => {
                let switch = "tenants are lost when the app ends: CONNECT_DATABASE_URL=memory:";
                return Err(StartError::Config(ConfigError::DevelopmentSwitch {
                    switch: switch.to_owned(),
                }));
            }
            Database::Memory => Arc::new(MemoryStore::new()),
            #[cfg(feature = "sqlite")]
            Database::Sqlite(path) => {
                let sealer = self.config.sealer.clone();
                Arc::new(crate::tenants::SqliteStore::open(path, sealer).await?)
            }
            #[cfg(not(feature = "sqlite"))]
            Database::Sqlite(_) => return Err(StartError::NoSqlite),
            #[cfg(feature = "postgres")]
            Database::Postgres(url) => {
                let sealer = self.config.sealer.clone();
                Arc::new(crate::tenants::PostgresStore::open(url, sealer).await?)
            }
            #[cfg(not(feature = "postgres"))]
            Database::Postgres(_) => return Err(StartError::NoPostgres),
        })
    }
}

/// The store of the app's jobs, instrumented if metrics are compiled in.
#[cfg(feature = "metrics")]
fn measured(store: &Arc<dyn Store>) -> Arc<dyn JobStore> {
    Arc::new(crate::tenants::jobs::MeasuredJobs::of(
        Arc::clone(store) as _
    ))
}

/// The store of an app's jobs.
#[cfg(not(feature = "metrics"))]
fn measured(store: &Arc<dyn Store>) -> Arc<dyn JobStore> {
    Arc::clone(store) as _
}

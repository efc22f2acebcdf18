//! An app that is being served.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use connect_model::Product;
use connect_model::paths::descriptor_path;
use url::Url;

use super::App;
use super::background::Tasks;
use crate::jobs::{JobError, Jobs};
#[cfg(feature = "prometheus")]
use crate::metrics::Prometheus;
use crate::serve::{Core, Listening, Patience, Readiness, SHUTDOWN_DEADLINE, bind};
use crate::start_error::StartError;
use crate::tenants::Tenants;
use crate::work;

/// A server running in the background. Dropping it stops it; [`Running::shutdown`] also waits for
/// open requests.
#[derive(Debug)]
#[must_use = "a server stops when this is dropped"]
pub struct Running {
    base_url: Url,
    address: SocketAddr,
    tenants: Tenants,
    products: Vec<Product>,
    /// Whether the store was opened for this server only.
    own_store: bool,
    core: Arc<Core>,
    server: Listening,
    work: Option<work::Running>,
    tasks: Tasks,
    readiness: Arc<Readiness>,
    #[cfg(feature = "prometheus")]
    metrics: Option<Prometheus>,
    /// Samples the queue's depth until this is dropped.
    #[cfg(feature = "metrics")]
    _depth: tokio::task::JoinSet<()>,
    /// How long the app stays reachable after it was asked to stop.
    drain: Duration,
}

impl Running {
    /// The state that its routes share.
    #[cfg(all(test, feature = "client"))]
    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    pub(super) async fn start(app: &App) -> Result<Self, StartError> {
        app.config.check()?;
        // Before anything else: a second server on the same port must not touch the first one's
        // database.
        let (listener, address) = bind(app.config.bind, app.config.may_take_next_port())?;
        let base_url = match &app.config.base_url {
            Some(base_url) => base_url.clone(),
            None => at(address)?,
        };
        let started = app.start(base_url.clone()).await?;
        #[cfg(feature = "prometheus")]
        let metrics = match app.config.metrics_bind {
            Some(address) => Some(Prometheus::start(address)?),
            None => None,
        };
        if let Some(path) = &app.config.address_file {
            write_address(path, &base_url).map_err(|source| StartError::AddressFile {
                path: path.clone(),
                source,
            })?;
        }
        let work = started.work(app.work);
        #[cfg(feature = "metrics")]
        let depth = {
            let queue = &started.core.queue;
            crate::metrics::watch(Arc::clone(&queue.store), queue.app_key.clone())
        };
        let patience = Patience {
            connections: app.config.connections,
            unread: app.config.write_timeout,
        };
        let server = Listening::start(
            listener,
            started.router,
            started.front,
            started.addresses,
            patience,
        );
        let tasks = Tasks::start(&app.background, &started.tenants, &base_url);
        tracing::info!(%address, base_url = %base_url, app = started.tenants.app_key(), "serving");
        Ok(Self {
            base_url,
            address,
            tenants: started.tenants,
            products: started.products,
            own_store: app.store.is_none(),
            core: started.core,
            server,
            work,
            tasks,
            readiness: started.readiness,
            #[cfg(feature = "prometheus")]
            metrics,
            #[cfg(feature = "metrics")]
            _depth: depth,
            drain: app.config.drain,
        })
    }

    /// Where hosts reach the app.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// The address that the server listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address that serves the metrics, if [configured](crate::config::Config::metrics_bind).
    #[cfg(feature = "prometheus")]
    #[cfg_attr(docsrs, doc(cfg(feature = "prometheus")))]
    #[must_use]
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().map(Prometheus::address)
    }

    /// The URL of the descriptor, which is given to a site to install the app. For an app with one
    /// descriptor per product, the first of [`Running::descriptor_urls`].
    #[must_use]
    pub fn descriptor_url(&self) -> Url {
        self.descriptor_of(self.products.first().copied())
    }

    /// The URL of each product's descriptor; `None` for a descriptor that covers all products.
    ///
    /// An app whose `app!` says `descriptors = per_product` has several:
    /// `/jira/atlassian-connect.json` and `/confluence/atlassian-connect.json`.
    #[must_use]
    pub fn descriptor_urls(&self) -> Vec<(Option<Product>, Url)> {
        if self.products.is_empty() {
            return vec![(None, self.descriptor_of(None))];
        }
        let products = self.products.iter().copied().map(Some);
        products
            .map(|product| (product, self.descriptor_of(product)))
            .collect()
    }

    fn descriptor_of(&self, product: Option<Product>) -> Url {
        let mut url = self.base_url.clone();
        url.set_path(&format!(
            "{}{}",
            self.base_url.path().trim_end_matches('/'),
            descriptor_path(product)
        ));
        url
    }

    /// The app's tenants.
    #[must_use]
    pub fn tenants(&self) -> &Tenants {
        &self.tenants
    }

    /// The app's jobs: to enqueue, count and list them.
    #[must_use]
    pub fn jobs(&self) -> Jobs {
        Jobs::of_app(Arc::clone(&self.core.queue))
    }

    /// Waits until no job is ready or running: webhooks and hooks have been handled, jobs are done.
    /// Doesn't wait for jobs that are due later, because they failed or were scheduled. For tests:
    ///
    /// ```no_run
    /// # async fn test(running: connect_runtime::Running) -> connect_runtime::Result<()> {
    /// // A webhook has been answered; now it is handled, too.
    /// running.jobs_done().await?;
    /// assert_eq!(running.jobs().counts().await?.dead, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`JobError`] if the store can't be read.
    pub async fn jobs_done(&self) -> Result<(), JobError> {
        // Other processes may work the queue as well, so this process's notifications are not
        // enough.
        const LOOK_AGAIN: Duration = Duration::from_millis(20);
        let mut watch = self.core.settled.watch();
        loop {
            let counts = self.jobs().counts().await?;
            if counts.ready + counts.running + counts.suspect == 0 {
                return Ok(());
            }
            let _ = tokio::time::timeout(LOOK_AGAIN, watch.next()).await;
        }
    }

    /// Reports at `/readyz` that the app is no longer ready, and keeps serving for as long as
    /// [`Config::drain`](crate::config::Config::drain) gives a load balancer to notice. Then stops
    /// accepting connections and starting jobs, lets open requests, running jobs and background tasks
    /// finish, and returns when all have or the deadline has passed. Unfinished jobs are handed back.
    /// Finally closes the store, unless it was set by [`App::store`]: it may be in use elsewhere.
    pub async fn shutdown(self) {
        self.readiness.stop();
        if !self.drain.is_zero() {
            tokio::time::sleep(self.drain).await;
        }
        let work = async {
            if let Some(work) = self.work {
                work.stop(SHUTDOWN_DEADLINE).await;
            }
        };
        tokio::join!(self.server.stop(), self.tasks.stop(SHUTDOWN_DEADLINE), work);
        // Last, so that what happens during shutdown can still be read.
        #[cfg(feature = "prometheus")]
        if let Some(metrics) = self.metrics {
            metrics.stop().await;
        }
        self.core.tending.stop();
        if self.own_store {
            self.tenants.store().close().await;
        }
    }
}

/// The base URL of an app that was given none: plain http and the bound address.
fn at(address: SocketAddr) -> Result<Url, StartError> {
    // No client can connect to "any address".
    let host = match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => "127.0.0.1".to_owned(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => "[::1]".to_owned(),
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    };
    Url::parse(&format!("http://{host}:{}", address.port())).map_err(|error| StartError::Setup {
        what: "the base URL",
        problem: error.to_string(),
    })
}

/// The file is written under another name and renamed, so that a reader never sees half an address.
fn write_address(path: &Path, base_url: &Url) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let beside = path.with_file_name(name);
    let mut file = fs::File::create(&beside)?;
    file.write_all(base_url.as_str().as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, path)
}

//! The app as a value: what was linked, how it is configured, and how it starts.

mod running;
mod serve;
mod shutdown;
mod start;

use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use connect_model::ScopeUse;
use connect_model::declaration::Emitted;

pub use self::running::Running;
pub use self::serve::{Serve, serve};
#[cfg(feature = "client")]
use crate::client::ClientPool;
use crate::config::{Config, Database};
use crate::registry::{AppRegistration, Registration, Registry, States};
use crate::start_error::StartError;
use crate::tenants::TenantStore;

/// One app, ready to be configured and started: all that [`serve`] does, in steps.
///
/// An app can be started several times, each time with its own address and, unless
/// [`App::store`] shares one, its own tenants. A test does
///
/// ```no_run
/// # async fn test() -> Result<(), connect_runtime::StartError> {
/// use connect_runtime::App;
///
/// let app = App::collected()?.spawn().await?;
/// println!("{}", app.descriptor_url());
/// app.shutdown().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use = "an app does nothing until it is started"]
pub struct App {
    registry: Arc<Registry>,
    config: Config,
    store: Option<Arc<dyn TenantStore>>,
    #[cfg(feature = "client")]
    client_pool: ClientPool,
    states: States,
    merged: Option<Router>,
}

impl App {
    /// The app that is linked into this program, configured for a test: loopback, any free port,
    /// tenants in memory, nothing read from the environment.
    ///
    /// # Errors
    /// [`StartError::NoApp`] or [`StartError::SeveralApps`] unless the program holds exactly one
    /// `app!`.
    pub fn collected() -> Result<Self, StartError> {
        Ok(Self::of(Registry::collected()?))
    }

    fn of(registry: Registry) -> Self {
        Self {
            registry: Arc::new(registry),
            config: Config::development()
                .bind(([127, 0, 0, 1], 0))
                .database(Database::Memory),
            store: None,
            #[cfg(feature = "client")]
            client_pool: ClientPool::new(),
            states: States::default(),
            merged: None,
        }
    }

    /// Changes the configuration, or replaces it: [`Config::from_env`] reads that of a deployment.
    ///
    /// ```no_run
    /// # fn test(key_host: url::Url) -> Result<(), connect_runtime::StartError> {
    /// use connect_runtime::App;
    ///
    /// let app = App::collected()?.config(|config| config.key_host(key_host));
    /// # Ok(())
    /// # }
    /// ```
    pub fn config(mut self, change: impl FnOnce(Config) -> Config) -> Self {
        self.config = change(self.config);
        self
    }

    /// Keeps tenants in this store instead of the configured database.
    pub fn store(mut self, store: impl TenantStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// Lets the handlers' REST clients share these connections and limits.
    #[cfg(feature = "client")]
    #[cfg_attr(docsrs, doc(cfg(feature = "client")))]
    pub fn client_pool(mut self, pool: ClientPool) -> Self {
        self.client_pool = pool;
        self
    }

    /// Gives the handlers their state: the value of the type that `app!` (or `library!`) names
    /// with `state = …`. A program whose crates name several types sets each of them.
    pub fn with_state<S: Send + Sync + 'static>(mut self, state: S) -> Self {
        self.states.set(state);
        self
    }

    /// Adds routes of a plain axum router. A router doesn't declare who may call it, so all of it is
    /// behind a token of the host or of the app's own pages; `#[public]` is the way to less. That
    /// goes for its fallback as well, so with such a router unknown paths answer 401 to strangers.
    pub fn merge(mut self, router: Router) -> Self {
        self.merged = Some(match self.merged.take() {
            Some(others) => others.merge(router),
            None => router,
        });
        self
    }

    /// The app's key.
    #[must_use]
    pub fn key(&self) -> String {
        self.registry.key()
    }

    /// What the app's code needs scopes for beside its webhooks, as the build saw it, in source
    /// order: each call of the REST API with its operation, each `as_user!`, each `scopes!`, and
    /// each call that a declared page makes. A test can hold it against what it expects.
    ///
    /// ```no_run
    /// # fn test() -> Result<(), connect_runtime::StartError> {
    /// use connect_runtime::App;
    ///
    /// for need in App::collected()?.needs() {
    ///     println!("{}: {need} needs {}", need.origin, need.scopes);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Empty when the build's view can't be read, which starting the app refuses.
    #[must_use]
    pub fn needs(&self) -> Vec<ScopeUse> {
        serde_json::from_str(self.registry.app.emitted)
            .map(|Emitted { needs, .. }| needs)
            .unwrap_or_default()
    }

    /// The app's routes, to be mounted in a larger axum application. The configuration must name
    /// the base URL under which the routes are reached, the prefix of a `nest` included.
    ///
    /// # Errors
    /// [`StartError`] says what is wrong with the app, the configuration or the store.
    pub async fn router(&self) -> Result<Router, StartError> {
        let base_url = self.config.base_url.clone().ok_or(StartError::NoBaseUrl)?;
        Ok(self.start(base_url).await?.router)
    }

    /// Starts the app in the background.
    ///
    /// # Errors
    /// [`StartError`] says what is wrong with the app, the configuration, the store or the
    /// address.
    pub async fn spawn(&self) -> Result<Running, StartError> {
        Running::start(self).await
    }

    /// Starts the app and serves until the process is asked to stop (SIGINT or SIGTERM), then lets
    /// open requests finish and closes the store.
    ///
    /// # Errors
    /// As [`App::spawn`].
    pub async fn serve(&self) -> Result<(), StartError> {
        let mut signal = pin!(shutdown::shutdown_signal());
        let running = tokio::select! {
            running = self.spawn() => running?,
            // Nothing has been served yet, so there is nothing to finish.
            () = &mut signal => return Ok(()),
        };
        signal.await;
        tracing::info!("stopping");
        let store = Arc::clone(running.tenants().store());
        running.shutdown().await;
        // Also one that `App::store` gave: this is the end of the process.
        store.close().await;
        Ok(())
    }
}

/// An app that is put together by hand, for tests of the runtime and of the local host.
pub fn declared(app: AppRegistration, registrations: Vec<Registration>) -> App {
    App::of(Registry::new(app, registrations))
}

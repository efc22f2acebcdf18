//! The app as a value: what was linked, how it is configured and how it starts.

mod background;
mod command;
mod layers;
mod running;
mod serve;
mod shutdown;
mod start;

use std::convert::Infallible;
use std::panic::Location;
use std::pin::pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::middleware::map_request;
use axum::response::IntoResponse;
use axum::routing::Route;
use connect_model::ScopeUse;
use connect_model::declaration::Emitted;
use connect_model::forge::Forge;
use tower::{Layer, Service};

use self::background::Task;
pub use self::background::{Background, BackgroundTask};
use self::layers::Layers;
pub use self::running::Running;
pub use self::serve::{Serve, serve};
#[cfg(feature = "client")]
use crate::client::ClientPool;
use crate::config::{Config, Database};
use crate::jobs::WorkerSettings;
use crate::registry::{AppRegistration, Registration, Registry, States};
use crate::serve::{ErrorPages, FailedRequest, Merged};
use crate::start_error::StartError;
use crate::tenants::Store;

/// One app, ready to be configured and started: everything that [`serve`] does, in steps.
///
/// An app can be started several times, each time with its own address and, unless
/// [`App::store`] shares one, its own tenants. A test does this:
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
    store: Option<Arc<dyn Store>>,
    #[cfg(feature = "client")]
    client_pool: ClientPool,
    states: States,
    merged: Merged,
    layers: Layers,
    background: Vec<Task>,
    error_pages: ErrorPages,
    work: WorkerSettings,
    #[cfg(feature = "client")]
    personal_data: Option<crate::personal_data::Rounds>,
}

impl App {
    /// The app linked into this program, configured for a test: loopback, any free port, tenants in
    /// memory, nothing read from the environment.
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
            merged: Merged::default(),
            layers: Layers::default(),
            background: Vec::new(),
            error_pages: ErrorPages::default(),
            work: WorkerSettings::default(),
            #[cfg(feature = "client")]
            personal_data: None,
        }
    }

    /// Changes the configuration, or replaces it: [`Config::from_env`] reads a deployment's.
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

    /// Keeps tenants and jobs in this store instead of the configured database.
    pub fn store(mut self, store: impl Store) -> Self {
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

    /// Sets the state that handlers take: a value of the type that `app!` (or `library!`) names
    /// with `state = …`. A program whose crates name several types sets each of them.
    pub fn with_state<S: Send + Sync + 'static>(mut self, state: S) -> Self {
        self.states.set(state);
        self
    }

    /// Adds the routes of a plain axum router. A router doesn't declare who may call it, so all of
    /// it, including its fallback, requires a token of the host or of the app's own pages.
    /// [`App::merge_public`] adds routes for anyone.
    pub fn merge(mut self, router: Router) -> Self {
        self.merged.guarded = joined(self.merged.guarded.take(), router);
        self
    }

    /// Adds the routes of a plain axum router that anyone may call, without a token: a folder of
    /// files, the login of another service. Securing them is the app's own responsibility.
    ///
    /// ```no_run
    /// # async fn test() -> connect_runtime::Result<()> {
    /// use connect_runtime::axum::Router;
    /// use connect_runtime::axum::routing::get;
    ///
    /// let robots = Router::new().route("/robots.txt", get("User-agent: *\nDisallow: /\n"));
    /// connect_runtime::serve().merge_public(robots).await
    /// # }
    /// ```
    pub fn merge_public(mut self, router: Router) -> Self {
        self.merged.public = joined(self.merged.public.take(), router);
        self
    }

    /// Wraps the whole app in a [`tower`] layer: its modules, the lifecycle callbacks, the
    /// descriptor, merged routers and the response for unknown paths. A layer that is added later
    /// is further out.
    ///
    /// It sees a request before its token is verified, and a response after the handler's error has
    /// been taken out of it.
    ///
    /// [`tower`]: https://docs.rs/tower
    ///
    /// ```no_run
    /// # async fn test() -> connect_runtime::Result<()> {
    /// use connect_runtime::axum::http::{HeaderValue, header::SERVER};
    /// use connect_runtime::axum::middleware::map_response;
    /// use connect_runtime::axum::response::Response;
    ///
    /// async fn named(mut response: Response) -> Response {
    ///     let name = HeaderValue::from_static("votes");
    ///     response.headers_mut().insert(SERVER, name);
    ///     response
    /// }
    ///
    /// connect_runtime::serve().layer(map_response(named)).await
    /// # }
    /// ```
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.layers.add(layer);
        self
    }

    /// Runs a task beside the server: it starts when the server does and ends with its graceful
    /// shutdown. Errors and panics are logged and affect neither the server nor other tasks.
    ///
    /// A task is an `async` function or closure, with or without a [`Background`] argument, or a
    /// future. Tasks need a server, so those of an app that is mounted elsewhere with
    /// [`App::router`] don't start.
    ///
    /// ```no_run
    /// # async fn test() -> connect_runtime::Result<()> {
    /// use std::time::Duration;
    ///
    /// let hourly = async {
    ///     loop {
    ///         tokio::time::sleep(Duration::from_secs(3600)).await;
    ///         tracing::info!("another hour");
    ///     }
    /// };
    /// connect_runtime::serve().background(hourly).await
    /// # }
    /// ```
    #[track_caller]
    pub fn background<Kind>(mut self, task: impl BackgroundTask<Kind>) -> Self {
        let task = task.into_task().at(Location::caller());
        self.background.push(task);
        self
    }

    /// Changes how this process works the app's queue: how many jobs run at once, how often a failed
    /// job is retried, how long finished and dead jobs are kept.
    ///
    /// ```no_run
    /// # async fn test() -> connect_runtime::Result<()> {
    /// use connect_runtime::jobs::WorkerSettings;
    ///
    /// connect_runtime::serve()
    ///     .jobs(|settings| WorkerSettings { at_once: 16, per_tenant: 2, ..settings })
    ///     .await
    /// # }
    /// ```
    pub fn jobs(mut self, change: impl FnOnce(WorkerSettings) -> WorkerSettings) -> Self {
        self.work = change(self.work);
        self
    }

    /// Reports the accounts whose personal data the app stores, as every app that stores users' names,
    /// email addresses or pictures must. Each site receives the accounts that `data` lists for it, at
    /// the interval that it states (`Cycle-Period`, seven days by default), and the app erases or
    /// refreshes the ones that the site names ("User privacy guide for app developers").
    ///
    /// It runs from the queue, once a day per tenant regardless of how many processes serve the app;
    /// an interrupted report resumes where it stopped. A site that no longer knows the app is
    /// skipped. Data of a site's users alone is erased by the app's own `#[uninstalled]`.
    ///
    /// ```no_run,standalone_crate
    /// # connect_runtime::library!();
    /// use connect_runtime::client::{PersonalData, StoredAccount};
    /// use connect_runtime::prelude::*;
    /// use sqlx::SqlitePool;
    ///
    /// /// The names of a site's users.
    /// struct Names {
    ///     pool: SqlitePool,
    ///     site: String,
    /// }
    ///
    /// impl PersonalData for Names {
    ///     type Error = Error;
    ///
    ///     async fn stored(&self, after: Option<&str>, limit: usize) -> Result<Vec<StoredAccount>> {
    ///         let rows: Vec<(String, i64)> = sqlx::query_as(
    ///             "SELECT account_id, read_at FROM names WHERE site = ? AND account_id > ?
    ///              ORDER BY account_id LIMIT ?",
    ///         )
    ///         .bind(&self.site)
    ///         .bind(after.unwrap_or_default())
    ///         .bind(i64::try_from(limit)?)
    ///         .fetch_all(&self.pool)
    ///         .await?;
    ///         let read = |at| std::time::UNIX_EPOCH + std::time::Duration::from_secs(at);
    ///         rows.into_iter()
    ///             .map(|(id, at)| Ok(StoredAccount::new(id, read(u64::try_from(at)?))))
    ///             .collect()
    ///     }
    ///
    ///     async fn erase(&self, account_id: &str) -> Result<()> {
    ///         // On every site: the person is gone from all of them.
    ///         let delete = sqlx::query("DELETE FROM names WHERE account_id = ?");
    ///         delete.bind(account_id).execute(&self.pool).await?;
    ///         Ok(())
    ///     }
    /// }
    ///
    /// async fn serve(pool: SqlitePool) -> Result<()> {
    ///     connect_runtime::serve()
    ///         .personal_data(move |tenant| Names {
    ///             pool: pool.clone(),
    ///             site: tenant.client_key().to_owned(),
    ///         })
    ///         .await
    /// }
    /// # fn main() {}
    /// ```
    #[cfg(feature = "client")]
    #[cfg_attr(docsrs, doc(cfg(feature = "client")))]
    pub fn personal_data<P>(
        mut self,
        data: impl Fn(&crate::tenants::Tenant) -> P + Send + Sync + 'static,
    ) -> Self
    where
        P: crate::client::PersonalData<Error: Into<crate::Error>> + Send + 'static,
    {
        self.personal_data = Some(crate::personal_data::Rounds::of(data));
        self
    }

    /// Replaces the page that a browser is shown when a request fails: 401, 403, 404, 500 and the
    /// like. The host, and scripts that ask for JSON, get the same answer as before.
    ///
    /// The response keeps its status and headers; the page provides its body and `Content-Type`.
    ///
    /// ```no_run
    /// # async fn test() -> connect_runtime::Result<()> {
    /// use connect_runtime::prelude::*;
    /// use connect_runtime::FailedRequest;
    ///
    /// fn sorry(failed: &FailedRequest) -> Page {
    ///     Page::new("Sorry").body(html! { p { (failed.message) " (" (failed.request_id.as_str()) ")" } })
    /// }
    ///
    /// connect_runtime::serve().error_page(sorry).await
    /// # }
    /// ```
    pub fn error_page<R: IntoResponse>(
        mut self,
        page: impl Fn(&FailedRequest) -> R + Send + Sync + 'static,
    ) -> Self {
        self.error_pages = ErrorPages::of(page);
        self
    }

    /// The app's key.
    #[must_use]
    pub fn key(&self) -> String {
        self.registry.key()
    }

    /// Everything in the app's code that needs scopes, except its webhooks, as the build saw it, in
    /// source order: each REST API call with its operation, each `as_user!`, each `scopes!` and
    /// each call that a page declares. A test can compare it with what it expects.
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
    /// Empty when the build's view can't be read; starting such an app fails.
    #[must_use]
    pub fn needs(&self) -> Vec<ScopeUse> {
        serde_json::from_str(self.registry.app.emitted)
            .map(|Emitted { needs, .. }| needs)
            .unwrap_or_default()
    }

    /// The app on Forge: its manifest, and the parts of the app that Forge doesn't support. `None` for
    /// an app whose `app!` doesn't opt in to Forge.
    ///
    /// ```no_run
    /// # fn test() -> Result<(), connect_runtime::StartError> {
    /// use connect_runtime::App;
    ///
    /// if let Some(forge) = App::collected()?.forge()? {
    ///     println!("{}", forge.manifest.to_yaml());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StartError`] if something is wrong with the app, as when starting it.
    pub fn forge(&self) -> Result<Option<Forge>, StartError> {
        self.registry.forge()
    }

    /// The app's routes, to be mounted in a larger axum application. The configuration must name
    /// the base URL under which the routes are reached, including the prefix of a `nest`.
    ///
    /// Webhooks, hooks and jobs are processed in the background for as long as the router, or a
    /// service made from it, lives. There is no graceful shutdown: jobs that are running when it is
    /// dropped run again at the next start, or in another process.
    /// [Scheduled](macro@crate::scheduled) functions run, too; [`App::background`] tasks don't.
    ///
    /// # Errors
    /// [`StartError`] if something is wrong with the app, the configuration or the store.
    pub async fn router(&self) -> Result<Router, StartError> {
        let base_url = self.config.base_url.clone().ok_or(StartError::NoBaseUrl)?;
        let started = self.start(base_url).await?;
        let work = Arc::new(started.work(self.work));
        let router = started.front.before(started.router);
        // The worker ends when the last clone of the layer is dropped.
        Ok(router.layer(map_request(move |request: Request| {
            let _work = &work;
            std::future::ready(request)
        })))
    }

    /// Starts the app in the background.
    ///
    /// # Errors
    /// [`StartError`] if something is wrong with the app, the configuration, the store or the
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
        // Even one set by `App::store`: the process ends here.
        store.close().await;
        #[cfg(feature = "opentelemetry")]
        crate::telemetry::flush().await;
        Ok(())
    }
}

fn joined(others: Option<Router>, router: Router) -> Option<Router> {
    Some(match others {
        Some(others) => others.merge(router),
        None => router,
    })
}

/// An app assembled by hand, for tests of the runtime and of the local host.
pub fn declared(app: AppRegistration, registrations: Vec<Registration>) -> App {
    App::of(Registry::new(app, registrations))
}

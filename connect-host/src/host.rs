//! The host: the façade that is all most tests need.

use std::collections::BTreeSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
#[cfg(feature = "browser")]
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect_model::descriptor::Descriptor;
use connect_model::forge::Manifest;
use connect_model::{Scope, ScopeSet};
use connect_product::Data;
use http::{Method, Request};
use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::broadcast;
use url::Url;

use crate::app::handle::AppHandle;
use crate::app::installable::Installable;
use crate::data::SiteData;
use crate::descriptor::context::DEFAULT_USER;
use crate::descriptor::module::Module;
use crate::error::{DescriptorProblem, HostError};
use crate::faults::Faults;
use crate::person::Person;
use crate::platform::gateway::{SiteApi, api_path};
use crate::platform::key_server::KeyHost;
use crate::platform::oauth::TokenIssuer;
use crate::requests::lifecycle;
use crate::requests::lifecycle_payload::lifecycle_payload;
#[cfg(feature = "browser")]
use crate::requests::observed::{self, Observed};
use crate::requests::running_site::RunningSite;
use crate::requests::webhook_sender;
use crate::requests::{
    Call, Fire, ForgeCall, MigrateData, Open, RecordedExchange, Replay, ToldWebhook,
};
use crate::rest::api::RestApi;
use crate::rest::serve;
use crate::rest::{ProductRequest, RestCall, Route};
use crate::site::Site;
use crate::site::app_sources::AppSources;
#[cfg(feature = "browser")]
use crate::site::bridge_call::BridgeCall;
use crate::site::forge::ForgeSite;
use crate::site::install_state::Installation;
use crate::site::job_report::JobReport;
use crate::site::license::License;
#[cfg(feature = "browser")]
use crate::site::scopes::granted;
use crate::site::state::State;
use crate::wire::client::AppClient;
use crate::wire::clock::Clock;
use crate::wire::secret::random_secret;
use crate::wire::server::{self, listen};
use crate::wire::token::TokenBuilder;
use connect_model::HostProduct;

/// The app's id on Forge unless another is set: that of a manifest whose environment names none.
const APP_ID: &str = "ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000";

/// The id of the app's environment on Forge.
const ENVIRONMENT_ID: &str = "00000000-0000-4000-8000-00000000e001";

/// How many new journal entries a slow watcher may lag behind.
const RECORDED: usize = 64;

/// A Jira or Confluence site that behaves toward an app as the real one does.
///
/// Clones refer to the same site. Each site has its own client key, shared secret and base URL,
/// so several sites are several tenants of one app:
///
/// ```no_run
/// # async fn f(app: connect_host::AppHandle) -> Result<(), connect_host::HostError> {
/// use connect_host::{Host, KeyHost};
///
/// let key_host = KeyHost::start().await?;
/// let a = Host::jira().key_host(&key_host).install(&app).await?;
/// let b = Host::confluence().key_host(&key_host).install(&app).await?;
/// let page = a.open("votes").with("issue.key", "DEMO-1").await?;
/// assert_eq!(page.status, 200);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Host(Arc<RunningSite>);

/// The site.
impl Host {
    /// A Jira site, not started yet.
    pub fn jira() -> HostBuilder {
        HostBuilder::new(HostProduct::Jira)
    }

    /// A Confluence site, not started yet.
    pub fn confluence() -> HostBuilder {
        HostBuilder::new(HostProduct::Confluence)
    }

    /// A site on Forge, not started yet. Its product is the one that the app it [installs] is for:
    /// Confluence, if nothing of the app is for Jira. [`HostBuilder::on_forge`] leaves the choice to
    /// the test.
    ///
    /// It installs the app's manifest instead of its descriptor, calls the app as Forge does, with
    /// invocation tokens, and refuses what Forge would. The API is the same: a test of a
    /// Connect app becomes one of the app on Forge by using this instead of [`Host::jira`].
    ///
    /// ```no_run
    /// # #[cfg(feature = "runtime")]
    /// # async fn f(app: connect_runtime::App) -> Result<(), connect_host::HostError> {
    /// use connect_host::Host;
    ///
    /// let host = Host::forge().install(app).await?;
    /// let page = host.open("votes").with("issue.key", "DEMO-1").await?;
    /// assert_eq!(page.status, 200);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [installs]: HostBuilder::install
    pub fn forge() -> HostBuilder {
        HostBuilder {
            product_of_app: true,
            ..Host::jira().on_forge()
        }
    }

    /// Whether the site is on Forge.
    #[must_use]
    pub fn is_on_forge(&self) -> bool {
        self.site().forge.is_some()
    }

    /// The product that this host plays.
    #[must_use]
    pub fn product(&self) -> HostProduct {
        self.site().product
    }

    /// The id that identifies the site to apps: the lifecycle payload's `clientKey`, the issuer of its tokens.
    #[must_use]
    pub fn client_key(&self) -> &str {
        &self.site().client_key
    }

    /// The product's base URL, with `/wiki` for Confluence: a loopback address when the host
    /// [serves its REST API](HostBuilder::serve_rest), otherwise `https://<site>.atlassian.net`.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.site().base_url
    }

    /// The URL at which users see the product: the base URL, unless
    /// [`HostBuilder::display_url`] sets another.
    #[must_use]
    pub fn display_url(&self) -> &Url {
        &self.site().display_url
    }

    /// The URL at which customers see the help centre of Jira Service Management: the display URL, unless
    /// [`HostBuilder::help_center_url`] sets another.
    #[must_use]
    pub fn help_center_url(&self) -> &Url {
        &self.site().help_center_url
    }

    /// The lifecycle payload's `oauthClientId`.
    #[must_use]
    pub fn oauth_client_id(&self) -> &str {
        &self.site().oauth_client_id
    }

    /// The secret that this site shares with the app. Before the first installation, it is the one
    /// that will be sent; a reinstallation replaces it.
    #[must_use]
    pub fn shared_secret(&self) -> String {
        self.site().shared_secret()
    }

    /// The server of this site's public keys.
    #[must_use]
    pub fn key_host(&self) -> &KeyHost {
        &self.0.key_host
    }

    /// The URL where an app must look for this site's public keys.
    #[must_use]
    pub fn key_host_url(&self) -> &Url {
        self.0.key_host.url()
    }

    /// The clock that dates this site's tokens.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.site().clock
    }

    /// Faults that this site produces on purpose, to see how the app copes.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use std::time::Duration;
    /// use connect_host::TokenFault;
    ///
    /// host.faults().rate_limit(Duration::from_secs(30));
    /// // … does the app wait?
    /// host.faults().clear();
    /// host.faults().tokens(TokenFault::Expired);
    /// assert_eq!(host.open("votes").await?.status, 401);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn faults(&self) -> Faults {
        Faults::of(&self.0.site)
    }

    /// Sends a request of [`Host::journal`] or [`Host::rest_calls`] again, by its number, with
    /// a fresh token with the same claims, or the same token. It is recorded as another request.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// host.open("votes").await?;
    /// if let Some(opened) = host.journal().last() {
    ///     let again = host.replay(opened.id).await?;
    ///     assert_eq!(again.status, 200);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it fails with [`HostError::NotReplayable`] when the request is no longer recorded, or not
    /// completely, and otherwise as the request itself does.
    pub fn replay(&self, id: u64) -> Replay {
        Replay::new(&self.0, id)
    }

    /// Gives the host the source locations of the app's modules and the reasons for its
    /// scopes, for the inspector to show.
    pub fn set_app_sources(&self, sources: AppSources) {
        self.site().state().app_sources = Arc::new(sources);
    }

    /// Sets how the host asks for the app's jobs, for the inspector to show: a text from the app,
    /// or why there is none.
    pub fn set_job_report<F>(&self, ask: impl Fn() -> F + Send + Sync + 'static)
    where
        F: Future<Output = Result<String, String>> + Send + 'static,
    {
        let ask: JobReport = Arc::new(move || Box::pin(ask()));
        self.site().state().job_report = Some(ask);
    }

    /// Configures another tenant of the same app: a site of the same product with this client key and base URL,
    /// and the same key host, clock, licence and user. It has its own secret.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let other = host.another_tenant("another", "https://other.atlassian.net").start().await?;
    /// if let Some(app) = host.app() {
    ///     other.install(app).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn another_tenant(&self, client_key: &str, base_url: &str) -> HostBuilder {
        let forge = self.site().forge.as_ref();
        HostBuilder {
            user: self.usual_user(),
            forge_app: forge.map(|forge| forge.app_id.clone()),
            ..HostBuilder::new(self.product())
                .client_key(client_key)
                .base_url(base_url)
                .key_host(self.key_host())
                .clock(self.clock())
                .license(self.license())
        }
    }

    /// Sets the account id of the user who is logged in from now on, unless a request sets another;
    /// `None` means that nobody is.
    pub fn set_user(&self, account_id: Option<&str>) {
        self.site().state().user = account_id.map(str::to_owned);
    }

    /// The account id of the user who is logged in unless a request sets another.
    #[must_use]
    pub fn usual_user(&self) -> Option<String> {
        self.site().user()
    }

    /// The site's licence for the app.
    #[must_use]
    pub fn license(&self) -> License {
        self.site().state().license
    }

    /// The requests that this site sent to the app, and those of browsers that an observer saw,
    /// oldest first (the last thousand).
    #[must_use]
    pub fn journal(&self) -> Vec<RecordedExchange> {
        self.site().state().journal.entries()
    }

    fn site(&self) -> &Site {
        &self.0.site
    }
}

/// The installed app.
impl Host {
    /// Installs an app: starts it if necessary, reads its descriptor, and calls `installed` and
    /// `enabled`.
    ///
    /// As on the platform, `installed` decides: a response other than 200 or 204 fails the
    /// installation. The outcome of `enabled` appears only in [`Host::journal`].
    ///
    /// # Errors
    /// [`HostError::AppNotStarted`], [`HostError::Unreachable`], [`HostError::NoDescriptor`],
    /// [`HostError::DescriptorRefused`] with everything that is wrong,
    /// [`HostError::LifecycleFailed`].
    pub async fn install(&self, app: impl Installable + Send + Sync) -> Result<(), HostError> {
        lifecycle::install(&self.0, app).await
    }

    /// Installs the app that is reachable at `url`, as `cargo connect dev` does: its base URL, or
    /// the address of its descriptor, such as `http://127.0.0.1:3000/jira/atlassian-connect.json`.
    /// The app must have been started with [`Host::key_host_url`].
    ///
    /// # Errors
    /// As [`Host::install`].
    pub async fn install_url(&self, url: &str) -> Result<(), HostError> {
        self.install(url).await
    }

    /// Installs the app again, as for an update: reads the descriptor again and rotates the shared
    /// secret. If the app refuses, the old installation stays, with the old secret.
    ///
    /// # Errors
    /// As [`Host::install`], and [`HostError::NotInstalled`] when no app was ever installed.
    pub async fn reinstall(&self) -> Result<(), HostError> {
        lifecycle::reinstall(&self.0).await
    }

    /// Uninstalls the app: `disabled`, then `uninstalled`. The host forgets the app whatever it
    /// responds; another installation starts with a new secret.
    ///
    /// # Errors
    /// [`HostError::NotInstalled`]; [`HostError::LifecycleFailed`] and [`HostError::Unreachable`],
    /// after which the app is uninstalled anyway.
    pub async fn uninstall(&self) -> Result<(), HostError> {
        lifecycle::uninstall(&self.0).await
    }

    /// Enables the app again after [`Host::disable`].
    ///
    /// # Errors
    /// [`HostError::NotInstalled`]; [`HostError::LifecycleFailed`] and [`HostError::Unreachable`],
    /// after which the app is enabled anyway.
    pub async fn enable(&self) -> Result<(), HostError> {
        lifecycle::enable(&self.0).await
    }

    /// Disables the app: from now on none of its modules are shown, and it gets no webhooks.
    ///
    /// # Errors
    /// [`HostError::NotInstalled`]; [`HostError::LifecycleFailed`] and [`HostError::Unreachable`],
    /// after which the app is disabled anyway.
    pub async fn disable(&self) -> Result<(), HostError> {
        lifecycle::disable(&self.0).await
    }

    /// The app that is or was installed. Another host can install it too:
    /// `Host::jira().key_host(host.key_host()).install(&app)`.
    #[must_use]
    pub fn app(&self) -> Option<AppHandle> {
        self.with_installation(|installation| installation.app.clone())
    }

    /// Whether the app is installed, enabled or not.
    #[must_use]
    pub fn is_installed(&self) -> bool {
        self.with_installation(Installation::is_installed)
            .unwrap_or_default()
    }

    /// The key of the installed app, as in the products' pages.
    #[cfg(feature = "browser")]
    pub(crate) fn installed_key(&self) -> Option<String> {
        self.with_installation(|installation| {
            let key = &installation.accepted.key;
            installation.is_installed().then(|| key.clone())
        })
        .flatten()
    }

    /// The descriptor that was accepted at the last installation; `None` on Forge.
    #[must_use]
    pub fn descriptor(&self) -> Option<Descriptor> {
        self.with_installation(|installation| installation.accepted.descriptor.clone())
            .filter(|_| !self.is_on_forge())
    }

    /// The manifest that was accepted at the last installation, on Forge.
    #[must_use]
    pub fn manifest(&self) -> Option<Manifest> {
        let forge = self.with_installation(|installation| installation.accepted.forge.clone());
        Some(forge??.manifest)
    }

    /// What a real host would accept in the installed descriptor, although the developer should know
    /// about it: a location that is in no table, for instance.
    #[must_use]
    pub fn warnings(&self) -> Vec<DescriptorProblem> {
        self.with_installation(|installation| installation.accepted.warnings.clone())
            .unwrap_or_default()
    }

    /// The modules of the installed app that this product shows or calls, sorted by kind, in the
    /// descriptor's order within a kind. Empty before an installation.
    #[must_use]
    pub fn modules(&self) -> Vec<Module> {
        self.with_installation(|installation| installation.accepted.modules.clone())
            .unwrap_or_default()
    }

    /// The body of a lifecycle callback, with every field the platform documents. `sharedSecret` is
    /// included for `installed` only.
    ///
    /// It can be changed, and posted by hand:
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) {
    /// let mut body = host.lifecycle_payload("installed", "com.example.votes");
    /// body["baseUrl"] = "https://evil.example".into();
    /// # }
    /// ```
    #[must_use]
    pub fn lifecycle_payload(&self, event: &str, app_key: &str) -> Value {
        lifecycle_payload(self.site(), event, app_key)
    }

    /// The installation, if the app is installed and enabled.
    #[cfg(feature = "browser")]
    pub(crate) fn enabled(&self) -> Option<Installation> {
        self.site().state().enabled().cloned()
    }

    /// Whether the site has a licence that is currently valid.
    #[cfg(feature = "browser")]
    pub(crate) fn has_active_license(&self) -> bool {
        self.site().state().license.is_active()
    }

    /// The request to the app with this number.
    #[cfg(feature = "browser")]
    pub(crate) fn recorded_exchange(&self, id: u64) -> Option<RecordedExchange> {
        let state = self.site().state();
        state.journal.find(|exchange| exchange.id == id)
    }

    /// The call of the app with this number.
    #[cfg(feature = "browser")]
    pub(crate) fn recorded_call(&self, id: u64) -> Option<RestCall> {
        self.0.rest.call(id)
    }

    /// Sends the number of each request that is recorded from now on.
    #[cfg(feature = "browser")]
    pub(crate) fn watch(&self) -> broadcast::Receiver<u64> {
        self.site().recorded.subscribe()
    }

    /// Records a request of a browser to the app.
    #[cfg(feature = "browser")]
    pub(crate) fn record_observed(&self, request: Observed) {
        observed::record(self.site(), request);
    }

    #[cfg(feature = "browser")]
    pub(crate) fn app_sources(&self) -> Arc<AppSources> {
        Arc::clone(&self.site().state().app_sources)
    }

    #[cfg(feature = "browser")]
    pub(crate) fn job_report(&self) -> Option<JobReport> {
        self.site().state().job_report.clone()
    }

    /// The error for an action that needs an installed app.
    #[cfg(feature = "browser")]
    pub(crate) fn no_app(&self, action: &str) -> HostError {
        self.site().not_installed(action)
    }

    fn with_installation<T>(&self, read: impl FnOnce(&Installation) -> T) -> Option<T> {
        self.site().state().installation.as_ref().map(read)
    }
}

/// Requests to the app.
impl Host {
    /// Opens the module with this key, as a page of the product would: fills the context parameters
    /// into its URL, adds the host's own parameters, signs the URL and requests it. For a web item that
    /// opens a dialog or a page of the app, that module's page is opened. On Forge a dialog is not a
    /// module: it is opened in front of the page that has most of the given context, and the token is
    /// for that page's module.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let page = host.open("votes").with("issue.key", "DEMO-1").await?;
    /// assert!(page.body.contains("DEMO-1"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it fails with [`HostError::UnknownModule`], [`HostError::NotOpenable`],
    /// [`HostError::NotInstalled`], [`HostError::Disabled`], [`HostError::Unreachable`], and in
    /// [strict](Open::strict) mode [`HostError::MissingContext`]. A response of any status is not an
    /// error.
    pub fn open(&self, key: &str) -> Open {
        Open::new(&self.0, key)
    }

    /// A user of the product, on whose behalf to open modules, call endpoints and make requests.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let (ann, bob) = (host.person("557058:ann"), host.person("557058:bob"));
    /// ann.endpoint(connect_host::Method::POST, "/api/vote").await?;
    /// let page = bob.open("votes").await?;
    /// assert!(page.body.contains(ann.account_id()));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn person(&self, account_id: &str) -> Person {
        Person::new(self.clone(), account_id)
    }

    /// Calls one of the app's own endpoints, as its page does with the token from
    /// `AP.context.getToken`. `path` is relative to the app's base URL.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use connect_host::Method;
    /// use serde_json::json;
    ///
    /// let answer = host.endpoint(Method::POST, "/api/vote").json(&json!({"up": true})).await?;
    /// assert_eq!(answer.status, 200);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it fails with [`HostError::NotInstalled`], [`HostError::BadUrl`] and
    /// [`HostError::Unreachable`]. A response of any status is not an error.
    pub fn endpoint(&self, method: Method, path: &str) -> Call {
        Call::endpoint(&self.0, method, path)
    }

    /// A request from this site's server to the app, signed with the exact `qsh`, the token in the
    /// `Authorization` header. `path` may have a query and is relative to the app's base URL.
    ///
    /// Awaiting it fails as for [`Host::endpoint`].
    pub fn request(&self, method: Method, path: &str) -> Call {
        Call::request(&self.0, method, path)
    }

    /// Sends an event to every webhook of the app that subscribes to it, or to `*`.
    ///
    /// A webhook's JQL `filter` is not evaluated: every event matches it. Nothing changes on the site;
    /// real changes there send their webhooks on their own ([`Host::settled`]).
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let deliveries = host.fire("jira:issue_created").with("issue.key", "DEMO-7").await?;
    /// assert_eq!(deliveries[0].status, 204);
    /// // An app of connect answers at once, and handles the event afterwards.
    /// let deliveries = host.fire("jira:issue_created").until_handled().await?;
    /// assert_eq!(deliveries[0].handled, Some(Ok(())));
    /// let again = deliveries[0].redeliver().await?;
    /// assert_eq!(again.identifier, deliveries[0].identifier);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it fails with [`HostError::NoSubscriber`] when no webhook subscribes to the event,
    /// [`HostError::NotInstalled`], [`HostError::Disabled`], [`HostError::Unreachable`]. A response
    /// of any status is a delivery.
    pub fn fire(&self, event: &str) -> Fire {
        Fire::new(&self.0, event)
    }

    /// Calls the app for the module with this key as Forge does from server to server: for a
    /// scheduled trigger, a workflow post function, a JQL function, a static macro.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use serde_json::json;
    ///
    /// let ran = host.forge_call("tidy").until_handled().await?;
    /// assert_eq!(ran.status, 204);
    /// let clause = json!({"clause": {"operator": "in", "arguments": ["red"]}});
    /// let found: serde_json::Value = host.forge_call("voted").with_body(clause).await?.json()?;
    /// assert_eq!(found["jql"], "votes > 0");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it fails with [`HostError::NotOnForge`] on a host that installs Connect apps,
    /// [`HostError::UnknownModule`], [`HostError::NotInstalled`], [`HostError::AgainstForge`] and
    /// [`HostError::Unreachable`]. A response of any status is not an error.
    pub fn forge_call(&self, key: &str) -> ForgeCall {
        ForgeCall::new(&self.0, key)
    }

    /// Moves the site's data to another region, from the app's point of view: `schedule`, `start`,
    /// `status` until the copy is ready, `commit`; and `rollback` when a step has failed or time is up
    /// ("Data residency for Connect apps").
    ///
    /// A step that fails without a code is retried twice. The host keeps calling the app at its
    /// current base URL, since it has no other address for it.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use connect_host::requests::DataMigration;
    ///
    /// assert_eq!(host.migrate_data("EU").await?, DataMigration::Committed);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it fails with [`HostError::NotMigratable`], [`HostError::NotInstalled`] and
    /// [`HostError::Unreachable`].
    pub fn migrate_data(&self, location: &str) -> MigrateData {
        MigrateData::new(&self.0, location)
    }
}

/// Genuine tokens, each open to tampering.
impl Host {
    /// A token of this site: issuer, times, HS256 with the shared secret; no `qsh`, no user.
    pub fn token(&self) -> TokenBuilder {
        self.site().token()
    }

    /// The token with which this site requests `target` (path and query relative to the app's base
    /// URL) in an iframe or from server to server: HS256, the exact `qsh`, the user as `sub`.
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let expired = host.request_token("GET", "/votes?issue.key=DEMO-1").expires_in(-3600).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request_token(&self, method: &str, target: &str) -> TokenBuilder {
        self.site().request_token(method, target)
    }

    /// The token that `AP.context.getToken` returns to the app's own page: HS256, `qsh` is
    /// `context-qsh`, the user as `sub`.
    pub fn context_token(&self) -> TokenBuilder {
        self.site().context_token()
    }

    /// The token with which Forge calls the app for the module with this key: RS256 with the key host's
    /// key, valid for 25 seconds, for this app only. The module is viewed by the host's user, without a
    /// place; `claim("context", …)` sets another context, such as that of [`Open::forge_context`].
    ///
    /// # Errors
    /// [`HostError::NotOnForge`] on a host that installs Connect apps, and those of [`Host::open`], except
    /// [`HostError::Unreachable`].
    pub fn invocation_token(&self, key: &str) -> Result<TokenBuilder, HostError> {
        self.open(key).invocation_token()
    }

    /// The token of signed install for a POST to `target`: RS256 with the key host's key, its id as
    /// `kid`, the app's base URL as `aud`, the exact `qsh`.
    pub fn install_token(&self, target: &str, app_base_url: &str) -> TokenBuilder {
        self.site().install_token(target, app_base_url)
    }
}

/// The product's REST API.
impl Host {
    /// The operation with this method and documented path, for setting its answers.
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use std::time::Duration;
    /// use connect_host::Method;
    /// use connect_host::rest::Answer;
    /// use serde_json::json;
    ///
    /// let issue = host.rest(Method::GET, "/rest/api/3/issue/{issueIdOrKey}")?;
    /// issue
    ///     .answer_with(|call| json!({"key": call.value("issueIdOrKey")}).into())
    ///     // Before that, two answers that are given once each.
    ///     .once(Answer::status(429).retry_after(Duration::from_secs(1)))
    ///     .once(Answer::status(404));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`HostError::UnknownOperation`] and [`HostError::UnknownMethod`] when the product has no such
    /// operation.
    #[must_use = "nothing is set until an answer is given"]
    pub fn rest(&self, method: Method, path: &str) -> Result<Route, HostError> {
        Route::new(Arc::clone(&self.0.rest), &method, path)
    }

    /// Checks that the app has called the REST API as often as the test expects ([`Route::expect`]), and
    /// clears the expectations. Without this call, they are checked when the last handle to the
    /// host is dropped, which then panics; a test whose tasks keep handles must call it.
    ///
    /// # Errors
    /// [`HostError::UnexpectedCalls`] with each operation that was called more or less often.
    pub fn verify(&self) -> Result<(), HostError> {
        self.0.verify()
    }

    /// Removes every answer that a test has set, its expectations, and all properties. Scopes that are withheld
    /// stay withheld.
    pub fn clear_rest(&self) {
        self.0.rest.clear();
    }

    /// A request to the product's REST API as a user makes it on the product's own pages: with the
    /// user's permissions, and without the app and its scopes. `target` is a path with its query.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use connect_host::Method;
    ///
    /// let issue = host.product_request(Method::GET, "/rest/api/3/issue/DEMO-1").await?;
    /// let issue: serde_json::Value = issue.read()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it fails with [`HostError::ProductRequest`] when the target is invalid. A response of
    /// any status is not an error.
    pub fn product_request(&self, method: Method, target: &str) -> ProductRequest {
        ProductRequest::new(&self.0.rest, method, target)
    }

    /// The product's data, with concise ways for tests to add to it.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use connect_host::Method;
    ///
    /// host.data().user("557058:ann").name("Ann").await?;
    /// let key = host.data().issue("DEMO").summary("Mine").assignee("557058:ann").create().await?;
    /// let path = format!("/rest/api/3/issue/{key}");
    /// let issue: serde_json::Value = host.product_request(Method::GET, &path).await?.read()?;
    /// assert_eq!(issue["fields"]["summary"], "Mine");
    /// # Ok(())
    /// # }
    /// ```
    pub fn data(&self) -> SiteData {
        SiteData::new(&self.0.rest)
    }

    /// Waits until every webhook about a change has been sent, and handled where the app reports it, and
    /// returns those sent since the last call (the last thousand), in order.
    ///
    /// Changes are made by requests to the REST API, the app's or
    /// [a user's](Host::product_request). A webhook's JQL `filter` is evaluated when the issue has
    /// changed. If the response asks for it, or there is no response, the webhook is retried up to
    /// four times.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use connect_host::Method;
    /// use serde_json::json;
    ///
    /// let edit = json!({"fields": {"summary": "Try it again"}});
    /// host.product_request(Method::PUT, "/rest/api/3/issue/DEMO-1").json(&edit).await?;
    /// let webhooks = host.settled().await;
    /// assert_eq!(webhooks[0].event, "jira:issue_updated");
    /// # Ok(())
    /// # }
    /// ```
    pub async fn settled(&self) -> Vec<ToldWebhook> {
        self.site().outbox.settled().await;
        self.0.sent_webhooks.lock().drain(..).collect()
    }

    /// How many webhooks about changes were lost because too many were waiting: two thousand may.
    #[must_use]
    pub fn lost_webhooks(&self) -> u64 {
        self.site().outbox.lost()
    }

    /// Whether this host serves the product's REST API at its base URL.
    #[must_use]
    pub fn serves_rest(&self) -> bool {
        self.0.server.is_some()
    }

    /// The product's REST API as a service, for your own server at the base URL, which can serve
    /// pages too. It handles every path.
    ///
    /// A host that was [given](HostBuilder::base_url) its base URL serves nothing itself.
    pub fn rest_routes(&self) -> Router {
        let host = self.clone();
        Router::new().fallback(async move |request: Request<Body>| {
            serve::respond(&host.0.rest, request).await
        })
    }

    /// The requests that the app sent to this site's REST API, or to get tokens of its users, oldest
    /// first (the last thousand).
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) {
    /// for call in host.rest_calls() {
    ///     println!("{call}");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn rest_calls(&self) -> Vec<RestCall> {
        self.0.rest.calls()
    }

    /// Handles a request of the app to the REST API.
    #[cfg(feature = "browser")]
    pub(crate) async fn answer_rest(&self, request: Request<Body>) -> Response {
        serve::respond(&self.0.rest, request).await
    }

    /// Handles a request of a person in a browser to the REST API; `through_app` if it comes from a
    /// page of the app.
    #[cfg(feature = "browser")]
    pub(crate) async fn answer_visitor(
        &self,
        user: Option<String>,
        through_app: bool,
        request: Request<Body>,
    ) -> Response {
        let sender = serve::Sender::Person { user, through_app };
        let answer = serve::exchange(&self.0.rest, sender, request).await;
        answer.into_response()
    }

    /// The calls of the JavaScript API (`AP`) that the app's pages made in browsers, oldest first (the
    /// last thousand). Source: "About the JavaScript API".
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) {
    /// for call in host.bridge_calls() {
    ///     println!("{} {}", call.call, call.arguments);
    /// }
    /// # }
    /// ```
    #[cfg(feature = "browser")]
    #[must_use]
    pub fn bridge_calls(&self) -> Vec<BridgeCall> {
        self.site().state().bridge_calls.entries()
    }

    #[cfg(feature = "browser")]
    pub(crate) fn record_bridge_call(&self, call: BridgeCall) {
        self.site().state().bridge_calls.push(call);
    }

    /// Clears the list of calls.
    pub fn clear_rest_calls(&self) {
        self.0.rest.clear_calls();
    }

    /// A property stored in the product. `entity` is the path below which its properties
    /// are: `/rest/api/3/issue/DEMO-1`, `/wiki/api/v2/pages/7`,
    /// `/rest/atlassian-connect/1/addons/com.example.votes`. A user's path (`/rest/api/3/user`) is
    /// followed by `?accountId=` and the account id.
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) {
    /// let votes = host.property("/rest/api/3/issue/DEMO-1", "votes");
    /// assert_eq!(votes, Some(serde_json::json!(3)));
    /// # }
    /// ```
    #[must_use]
    pub fn property(&self, entity: &str, key: &str) -> Option<Value> {
        self.rest_api().data.property(entity, key)
    }

    /// Stores a property in the product, as if it had already been there.
    pub fn set_property(&self, entity: &str, key: &str, value: impl Into<Value>) {
        // Only a file that was asked for can fail, and it was opened at the start.
        drop(self.rest_api().data.set_property(entity, key, value.into()));
    }

    /// Closes a user's account: from now on, an app that reports it is told to erase the data that it
    /// stores about that person. Source: "User privacy guide for app developers".
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) {
    /// host.close_account("557058:someone");
    /// // … what does the app still know of them after its next report?
    /// # }
    /// ```
    pub fn close_account(&self, account_id: &str) {
        self.site().state().accounts.close(account_id);
    }

    /// Changes a user's personal data: an app that reports the account is told to update its copy,
    /// until it has read it again and reports another `updatedAt`.
    pub fn update_account(&self, account_id: &str) {
        self.site().state().accounts.update(account_id);
    }

    /// Changes the site's licence for the app from now on. See [`HostBuilder::license`]. An app
    /// may rely on the previous response of the REST API for five minutes.
    pub fn set_license(&self, license: License) {
        self.site().state().license = license;
    }

    /// Changes who administers the product from now on, by account id. See
    /// [`HostBuilder::administrators`]. An app may rely on the previous response for a short time.
    pub fn set_administrators<I: Into<String>>(&self, account_ids: impl IntoIterator<Item = I>) {
        let administrators = account_ids.into_iter().map(Into::into).collect();
        self.rest_api().data.set_administrators(administrators);
    }

    /// Refuses, from now on, exactly the calls that need this scope, as if the app did not have it.
    /// Calls that need another scope are accepted, even if that one implies this one: without `READ`
    /// an app with `WRITE` can still write.
    ///
    /// Without `ACT_AS_USER` no user tokens are issued, and earlier ones are no longer valid.
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) {
    /// host.withhold(connect_host::Scope::Delete);
    /// // … what does the app do now?
    /// host.restore();
    /// # }
    /// ```
    pub fn withhold(&self, scope: Scope) {
        let withheld = &mut self.site().state().withheld;
        *withheld = withheld.with(scope);
    }

    /// Refuses, from now on, the calls that need this scope of the Forge manifest: `read:jira-work`.
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) {
    /// host.withhold_on_forge("write:jira-work");
    /// // … what does the app do now?
    /// host.restore();
    /// # }
    /// ```
    pub fn withhold_on_forge(&self, scope: &str) {
        let withheld = &mut self.site().state().withheld_on_forge;
        withheld.insert(scope.to_owned());
    }

    /// Grants the withheld scopes again.
    pub fn restore(&self) {
        let state = &mut self.site().state();
        state.withheld = ScopeSet::EMPTY;
        state.withheld_on_forge.clear();
    }

    /// The withheld scopes.
    #[must_use]
    pub fn withheld(&self) -> ScopeSet {
        self.site().state().withheld
    }

    /// The scopes that the installed descriptor grants, including implied ones, whether they
    /// are withheld or not.
    #[cfg(feature = "browser")]
    pub(crate) fn granted(&self) -> ScopeSet {
        granted(&self.site().state())
    }

    pub(crate) fn rest_api(&self) -> &RestApi {
        &self.0.rest
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host")
            .field("product", &self.product())
            .field("on_forge", &self.is_on_forge())
            .field("client_key", &self.client_key())
            .field("base_url", &self.base_url().as_str())
            .finish_non_exhaustive()
    }
}

/// Configures a [`Host`]. Every default is unique to the instance.
#[derive(Debug, Clone)]
#[must_use = "a host does nothing until it is started: .start().await or .install(&app).await"]
pub struct HostBuilder {
    product: HostProduct,
    /// Whether the product is chosen to suit the app.
    product_of_app: bool,
    /// The app's id on Forge; `None` for a host that installs Connect apps.
    forge_app: Option<String>,
    connect_client_key: Option<String>,
    number: u64,
    client_key: String,
    base_url: BaseUrl,
    display_url: Option<String>,
    help_center_url: Option<String>,
    user: Option<String>,
    license: License,
    administrators: Option<BTreeSet<String>>,
    data_file: Option<PathBuf>,
    key_host: Option<KeyHost>,
    clock: Clock,
    timeout: Option<Duration>,
}

/// The product's base URL.
#[derive(Debug, Clone)]
enum BaseUrl {
    /// A name where nothing is served, unless the app can be configured for a better one.
    Placeholder,
    Given(String),
    /// The address where the host serves its REST API.
    Served,
}

impl HostBuilder {
    fn new(product: HostProduct) -> HostBuilder {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        HostBuilder {
            product,
            product_of_app: false,
            forge_app: None,
            connect_client_key: None,
            number,
            client_key: format!("00000000-0000-4000-8000-{number:012}"),
            base_url: BaseUrl::Placeholder,
            display_url: None,
            help_center_url: None,
            user: Some(DEFAULT_USER.to_owned()),
            license: License::None,
            administrators: None,
            data_file: None,
            key_host: None,
            clock: Clock::system(),
            timeout: None,
        }
    }

    /// Puts the site on Forge, keeping its product. See [`Host::forge`].
    ///
    /// ```no_run
    /// # async fn f(app: connect_host::AppHandle) -> Result<(), connect_host::HostError> {
    /// use connect_host::Host;
    ///
    /// let host = Host::confluence().on_forge().install(&app).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_forge(mut self) -> Self {
        self.forge_app.get_or_insert_with(|| APP_ID.to_owned());
        self
    }

    /// Puts the site on Forge, where the app has this id: `ari:cloud:ecosystem::app/…`. An app that is
    /// already running must have been configured with the same id.
    pub fn forge_app(mut self, app_id: impl Into<String>) -> Self {
        self.forge_app = Some(app_id.into());
        self
    }

    /// Sets the client key that the site had when the app was installed through Connect: the platform gives
    /// it to the app on Forge, so that it finds the data it stored for the site ("Retrieving the Connect
    /// clientKey in Forge").
    ///
    /// ```no_run
    /// # async fn f(app: connect_host::AppHandle) -> Result<(), connect_host::HostError> {
    /// use connect_host::Host;
    ///
    /// let before = Host::jira().install(&app).await?;
    /// let site = Host::forge().was_on_connect(before.client_key());
    /// # Ok(())
    /// # }
    /// ```
    pub fn was_on_connect(mut self, client_key: impl Into<String>) -> Self {
        self.connect_client_key = Some(client_key.into());
        self
    }

    /// Sets the client key. On Forge it is the id of the site and of the installation. Two hosts with the same
    /// client key are one tenant to the app.
    pub fn client_key(mut self, client_key: impl Into<String>) -> Self {
        self.client_key = client_key.into();
        self
    }

    /// Sets the product's base URL. The host serves nothing there, so the app can call its REST API
    /// only if you serve [`Host::rest_routes`] there.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = BaseUrl::Given(base_url.into());
        self
    }

    /// Sets the URL at which users see the product, if not the base URL: a customer's own domain
    /// ("Custom domains"). It is the lifecycle payload's `displayUrl`, and iframes are shown there.
    ///
    /// ```no_run
    /// # async fn f(app: connect_host::AppHandle) -> Result<(), connect_host::HostError> {
    /// use connect_host::Host;
    ///
    /// let host = Host::jira()
    ///     .base_url("https://acme.atlassian.net")
    ///     .display_url("https://issues.acme.example")
    ///     .help_center_url("https://support.acme.example")
    ///     .install(&app)
    ///     .await?;
    /// let panel = host.open("votes").await?;
    /// // All three addresses may show it.
    /// assert_eq!(panel.frame_refusal(), None);
    /// # Ok(())
    /// # }
    /// ```
    pub fn display_url(mut self, display_url: impl Into<String>) -> Self {
        self.display_url = Some(display_url.into());
        self
    }

    /// Sets the URL at which customers see the help centre of Jira Service Management: the lifecycle payload's
    /// `displayUrlServicedeskHelpCenter`, which Confluence leaves out. Defaults to the display
    /// URL.
    pub fn help_center_url(mut self, help_center_url: impl Into<String>) -> Self {
        self.help_center_url = Some(help_center_url.into());
        self
    }

    /// Serves the product's REST API on a free loopback port, which becomes the base URL.
    ///
    /// This is the default when [`HostBuilder::install`] starts the app, because an app that is
    /// started here can be configured to trust such a host. An app that is already running must have been
    /// configured when it was started. Otherwise, without [`HostBuilder::base_url`], the base URL is
    /// a name under `atlassian.net`, which an app's list of allowed hosts accepts.
    ///
    /// To install one app on several tenants, start all but one of them first:
    ///
    /// ```no_run
    /// # #[cfg(feature = "runtime")]
    /// # async fn f(app: connect_runtime::App) -> Result<(), connect_host::HostError> {
    /// use connect_host::{Host, KeyHost};
    ///
    /// let keys = KeyHost::start().await?;
    /// let b = Host::jira().key_host(&keys).serve_rest().start().await?;
    /// let a = Host::jira().key_host(&keys).install(app.config(|config| config.dev_host(b.base_url()))).await?;
    /// if let Some(running) = a.app() {
    ///     b.install(running).await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn serve_rest(mut self) -> Self {
        self.base_url = BaseUrl::Served;
        self
    }

    /// Uses a key host that other hosts use too. By default, each host starts its own.
    pub fn key_host(mut self, key_host: &KeyHost) -> Self {
        self.key_host = Some(key_host.clone());
        self
    }

    /// Sets the clock that dates tokens.
    pub fn clock(mut self, clock: &Clock) -> Self {
        self.clock = clock.clone();
        self
    }

    /// Sets the account id of the user who is logged in unless a request sets another.
    pub fn user(mut self, account_id: impl Into<String>) -> Self {
        self.user = Some(account_id.into());
        self
    }

    /// Sets the site's licence for the app; by default it has none.
    ///
    /// ```no_run
    /// # async fn f(app: connect_host::AppHandle) -> Result<(), connect_host::HostError> {
    /// use connect_host::{Host, License};
    ///
    /// let host = Host::jira().license(License::Expired).install(&app).await?;
    /// // A page with `licensed = required` says that the trial has ended.
    /// assert_eq!(host.open("reports").await?.status, 402);
    /// host.set_license(License::Active);
    /// assert_eq!(host.open("reports").await?.status, 200);
    /// # Ok(())
    /// # }
    /// ```
    pub fn license(mut self, license: License) -> Self {
        self.license = license;
        self
    }

    /// Sets whether the site has a licence for the app: [`License::Active`] or [`License::None`].
    pub fn licensed(self, licensed: bool) -> Self {
        self.license(if licensed {
            License::Active
        } else {
            License::None
        })
    }

    /// Sets who administers the product, by account id: by default the user who is logged in
    /// unless a request sets another. A page with `admin_only = true` is shown only to administrators.
    ///
    /// ```no_run
    /// # async fn f(app: connect_host::AppHandle) -> Result<(), connect_host::HostError> {
    /// use connect_host::Host;
    ///
    /// let host = Host::jira().administrators(["557058:ann"]).install(&app).await?;
    /// assert_eq!(host.open("settings").as_user("557058:ann").await?.status, 200);
    /// assert_eq!(host.open("settings").as_user("557058:bob").await?.status, 403);
    /// # Ok(())
    /// # }
    /// ```
    pub fn administrators<I: Into<String>>(
        mut self,
        account_ids: impl IntoIterator<Item = I>,
    ) -> Self {
        self.administrators = Some(account_ids.into_iter().map(Into::into).collect());
        self
    }

    /// Keeps the product's data, such as issues, pages and people, in a file from one run to the next. A
    /// missing file is created with the demo data. By default, the data is dropped with the host.
    pub fn data_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.data_file = Some(path.into());
        self
    }

    /// Sets how long to wait for each of the app's responses: ten seconds by default. On Forge the default,
    /// and the maximum, is how long Forge waits: 25 seconds for a page, five for an event.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Starts the host without an app.
    ///
    /// # Errors
    /// [`HostError::BaseUrl`] for an address that is not a URL; [`HostError::Listen`] and
    /// [`HostError::KeyGeneration`] when a server can't start.
    pub async fn start(self) -> Result<Host, HostError> {
        let (listener, base_url) = match self.base_url {
            BaseUrl::Placeholder => {
                let (number, path) = (self.number, self.product.context_path());
                (None, format!("https://site-{number}.atlassian.net{path}"))
            }
            BaseUrl::Given(base_url) => (None, base_url),
            BaseUrl::Served => {
                let (listener, origin) = listen().await?;
                let base_url = format!("{origin}{}", self.product.context_path());
                (Some(listener), base_url)
            }
        };
        let base_url = absolute(base_url)?;
        let display_url = match self.display_url {
            Some(given) => absolute(given)?,
            None => base_url.clone(),
        };
        let help_center_url = match self.help_center_url {
            Some(given) => absolute(given)?,
            None => display_url.clone(),
        };
        let key_host = match self.key_host {
            Some(key_host) => key_host,
            None => KeyHost::start().await?,
        };
        let http = AppClient::new()?;
        let administrators = self.administrators;
        let administrators = administrators.unwrap_or_else(|| self.user.iter().cloned().collect());
        let product = self.product;
        let forge = self.forge_app.map(|app_id| {
            let mut api_base_url = key_host.url().clone();
            api_base_url.set_path(&api_path(product, &self.client_key));
            ForgeSite {
                app_id,
                cloud_id: self.client_key.clone(),
                former_installations: AtomicU32::new(0),
                environment_id: ENVIRONMENT_ID.to_owned(),
                api_base_url,
                key_id: key_host.invocation_kid(),
                connect_client_key: self.connect_client_key,
            }
        });
        let site = Site {
            product,
            forge,
            oauth_client_id: oauth_client_id(&self.client_key),
            client_key: self.client_key,
            base_url,
            display_url,
            help_center_url,
            clock: self.clock,
            install_key: key_host.key().clone(),
            install_key_id: key_host.kid().to_owned(),
            state: Mutex::new(State::new(random_secret()?, self.user, self.license)),
            outbox: Arc::default(),
            recorded: broadcast::Sender::new(RECORDED),
        };
        let site = Arc::new(site);
        let data = match self.data_file {
            Some(path) => {
                let data = Data::file(site.product, path);
                data.open().await.map_err(HostError::Data)?;
                data
            }
            None => Data::demo(site.product),
        };
        data.set_administrators(administrators);
        let rest = Arc::new(RestApi::new(Arc::clone(&site), data));
        // Neither server may keep the site alive.
        let weak = Arc::downgrade(&rest);
        let issuer: Weak<dyn TokenIssuer> = weak.clone();
        key_host.add_issuer(issuer);
        let api: Weak<dyn SiteApi> = weak.clone();
        key_host.add_site(api);
        let server = listener.map(|listener| server::serve(listener, serve::router(weak)));
        let outbox = Arc::downgrade(&site.outbox);
        Ok(Host(Arc::new_cyclic(|running| RunningSite {
            site,
            rest,
            key_host,
            server,
            http,
            timeout: self.timeout,
            sent_webhooks: Mutex::default(),
            webhook_sender: webhook_sender::spawn(Weak::clone(running), outbox),
        })))
    }

    /// Starts the host and installs an app on it. See [`Host::install`].
    ///
    /// If this starts the app, and no base URL is set, the host
    /// [serves its REST API](HostBuilder::serve_rest); on Forge the [key host](KeyHost) does.
    ///
    /// # Errors
    /// Those of [`HostBuilder::start`] and [`Host::install`].
    pub async fn install(mut self, app: impl Installable + Send + Sync) -> Result<Host, HostError> {
        let may_be_served = self.forge_app.is_none() && app.accepts_configuration();
        if matches!(self.base_url, BaseUrl::Placeholder) && may_be_served {
            self.base_url = BaseUrl::Served;
        }
        if self.product_of_app {
            self.product = app.product_on_forge().unwrap_or(self.product);
        }
        let host = self.start().await?;
        host.install(app).await?;
        Ok(host)
    }
}

fn absolute(given: String) -> Result<Url, HostError> {
    Url::parse(&given).map_err(|error| HostError::BaseUrl {
        given,
        source: error.into(),
    })
}

/// Opaque to apps, and unique because the client key is.
fn oauth_client_id(client_key: &str) -> String {
    URL_SAFE_NO_PAD.encode(format!("oauth-client-of-{client_key}"))
}

//! A key host, the conformance app, and two tenants of it.

use conformance_app::Calls;
use connect_host::tokens::TokenBuilder;
use connect_host::{Host, KeyHost};
use connect_runtime::{App, Running};
use reqwest::{Client, Method};
use serde_json::Value;

use crate::request::Request;

/// The install callback.
pub const INSTALLED: &str = "/lifecycle/installed";
/// The uninstall callback.
pub const UNINSTALLED: &str = "/lifecycle/uninstalled";
/// A page that the host opens in an iframe.
pub const PANEL: &str = "/panel?issue.key=DEMO-1";
/// A webhook.
pub const WEBHOOK: &str = "/webhooks/issue-created";
/// A call of the app's own pages.
pub const WHOAMI: &str = "/api/whoami";

/// The secret in [`RunningApp::install_body`]: a reinstall that passes rotates to it.
pub const NEW_SECRET: &str = "the-secret-that-the-install-body-brings";

/// A running conformance app with its own key host and tenants.
#[derive(Debug)]
pub struct RunningApp {
    /// The key host that the app asks for the public keys of lifecycle tokens.
    pub keys: KeyHost,
    /// The app's server, on loopback.
    pub server: Running,
    /// The calls that the app's hooks and webhooks have counted.
    pub calls: Calls,
    /// The first tenant.
    pub a: Host,
    /// The second tenant.
    pub b: Host,
    client: Client,
}

impl RunningApp {
    /// The app with both tenants installed.
    pub async fn start() -> Self {
        Self::start_with(|app| app).await
    }

    /// The app as `change` configures it, with both tenants installed.
    pub async fn start_with(change: impl FnOnce(App) -> App) -> Self {
        let app = Self::empty_with(change).await;
        app.a.install(&app.server).await.unwrap();
        app.b.install(&app.server).await.unwrap();
        app
    }

    /// The app before any tenant has installed it.
    pub async fn empty() -> Self {
        Self::empty_with(|app| app).await
    }

    /// The app as `change` configures it, before any tenant has installed it.
    pub async fn empty_with(change: impl FnOnce(App) -> App) -> Self {
        let keys = KeyHost::start().await.unwrap();
        let (app, calls) = conformance_app::app().unwrap();
        let app = change(app.config(|config| config.key_host(keys.url().clone())));
        let server = app.spawn().await.unwrap();
        let client = Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        Self {
            a: tenant(&keys, "tenant-a").await,
            b: tenant(&keys, "tenant-b").await,
            client: client.build().unwrap(),
            keys,
            server,
            calls,
        }
    }

    /// The app's base URL, without a trailing slash.
    pub fn base_url(&self) -> &str {
        self.server.base_url().as_str().trim_end_matches('/')
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// A request for a target (path and query), without a token.
    pub fn request(&self, method: Method, target: &str) -> Request<'_> {
        Request::new(self, method, target)
    }

    /// A GET request for a target, without a token.
    pub fn get(&self, target: &str) -> Request<'_> {
        self.request(Method::GET, target)
    }

    /// A POST request for a target, without a token.
    pub fn post(&self, target: &str) -> Request<'_> {
        self.request(Method::POST, target)
    }

    /// Opens the panel as this tenant's host does.
    pub fn panel(&self, tenant: &Host) -> Request<'_> {
        self.get(PANEL).in_query(tenant.request_token("GET", PANEL))
    }

    /// Opens the panel as this tenant, signed with this secret instead of the tenant's own.
    pub fn panel_signed(&self, tenant: &Host, secret: &str) -> Request<'_> {
        self.get(PANEL)
            .in_query(tenant.request_token("GET", PANEL).hs256(secret))
    }

    /// The token with which this tenant's host calls a lifecycle callback.
    pub fn lifecycle_token(&self, tenant: &Host, target: &str) -> TokenBuilder {
        tenant.install_token(target, self.base_url())
    }

    /// The body with which this tenant is installed, again or for the first time; its secret is
    /// [`NEW_SECRET`].
    pub fn install_body(&self, tenant: &Host) -> Value {
        let mut body = tenant.lifecycle_payload("installed", self.server.tenants().app_key());
        body["sharedSecret"] = NEW_SECRET.into();
        body
    }

    /// The body with which this tenant is uninstalled.
    pub fn uninstall_body(&self, tenant: &Host) -> Value {
        tenant.lifecycle_payload("uninstalled", self.server.tenants().app_key())
    }

    /// A genuine install of this tenant with [`NEW_SECRET`].
    pub fn install(&self, tenant: &Host) -> Request<'_> {
        self.post(INSTALLED)
            .token(self.lifecycle_token(tenant, INSTALLED))
            .json(&self.install_body(tenant))
    }

    /// A genuine uninstall of this tenant.
    pub fn uninstall(&self, tenant: &Host) -> Request<'_> {
        self.post(UNINSTALLED)
            .token(self.lifecycle_token(tenant, UNINSTALLED))
            .json(&self.uninstall_body(tenant))
    }
}

async fn tenant(keys: &KeyHost, client_key: &str) -> Host {
    let host = Host::jira().key_host(keys).client_key(client_key);
    host.start().await.unwrap()
}

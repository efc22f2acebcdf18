//! More tenants of the app at the same server: sites with client keys and secrets of their own.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use maud::{Markup, html};
use parking_lot::Mutex;
use tower::ServiceExt as _;
use url::Url;

use super::Inspector;
use super::look::{Look, of_host};
use super::shell::{action, name, page};
use crate::error::HostError;
use crate::host::Host;

/// How many there can be beside the first.
const MAX_TENANTS: usize = 8;

/// Below which path of the origin their products are.
const BELOW: &str = "/_tenants/";

/// The tenants that were added.
#[derive(Clone, Default)]
pub(super) struct Tenants(Arc<Mutex<Vec<Host>>>);

impl Tenants {
    pub(super) fn hosts(&self) -> Vec<Host> {
        self.0.lock().clone()
    }

    /// Starts another tenant of the app that is installed on `first`, and installs the app.
    ///
    /// `None` when there are as many as there can be.
    pub(super) async fn add(&self, first: &Host) -> Result<Option<Host>, HostError> {
        let number = self.0.lock().len() + 2;
        if number > MAX_TENANTS + 1 {
            return Ok(None);
        }
        let client_key = format!("{}-{number}", first.client_key());
        let base_url = base_url(first.base_url(), &client_key);
        let app = first
            .app()
            .ok_or_else(|| first.no_app("add a tenant of it"))?;
        let host = first
            .another_tenant(&client_key, base_url.as_str())
            .start()
            .await?;
        // Before the installation: the app may call the product as soon as it is installed.
        self.0.lock().push(host.clone());
        host.install(app).await?;
        Ok(Some(host))
    }

    fn find(&self, client_key: &str) -> Option<Host> {
        let hosts = self.0.lock();
        let found = hosts.iter().find(|host| host.client_key() == client_key);
        found.cloned()
    }
}

/// The base URL of a tenant, at the same origin, which the app in development accepts.
fn base_url(first: &Url, client_key: &str) -> Url {
    let mut url = first.clone();
    let product = if first.path().trim_end_matches('/').ends_with("/wiki") {
        "/wiki"
    } else {
        ""
    };
    url.set_path(&format!("{BELOW}{client_key}{product}"));
    url
}

/// The REST APIs of the tenants.
pub(super) fn rest_routes() -> Router<Inspector> {
    Router::new().route(&format!("{BELOW}{{client_key}}/{{*rest}}"), any(rest))
}

async fn rest(
    State(inspector): State<Inspector>,
    Path((client_key, _)): Path<(String, String)>,
    request: Request,
) -> Response {
    match inspector.tenants.find(&client_key) {
        Some(host) => match host.rest_routes().oneshot(request.map(Body::new)).await {
            Ok(response) => response.into_response(),
            Err(never) => match never {},
        },
        None => (StatusCode::NOT_FOUND, "there is no such tenant").into_response(),
    }
}

/// The list of tenants, for the page of the site.
pub(super) fn list(look: &Look) -> Markup {
    let hosts = look.inspector.hosts();
    html! {
        h2 { "Tenants" }
        table {
            thead { tr { th scope="col" { "Tenant" } th scope="col" { "Base URL" } th scope="col" { "State" } } }
            tbody {
                @for host in &hosts {
                    tr {
                        td { a href=(of_host(host, "/_host/app")) { (name(host)) } }
                        td { code { (host.base_url()) } }
                        td { (state(host)) }
                    }
                }
            }
        }
        (action(look, "tenant", "Add a tenant, and install the app there", &html! {}))
    }
}

fn state(host: &Host) -> &'static str {
    match (host.is_installed(), host.enabled().is_some()) {
        (false, _) => "not installed",
        (true, false) => "disabled",
        (true, true) => "enabled",
    }
}

/// One module of any tenant in a plain frame, with sample values where its address asks for some.
pub(super) async fn module(look: Look, Path(key): Path<String>) -> Response {
    let open = look.host.open(&key).with_samples();
    let open = match look.session.choice().user {
        Some(user) => open.as_user(&user),
        None => open.anonymous(),
    };
    let body = match open.page_url() {
        Ok(url) => html! {
            p class="subtle" { "A plain frame, without the product's bridge, on " (name(&look.host)) "." }
            iframe class="module" title=(key) src=(url) referrerpolicy="no-referrer" {}
        },
        Err(error) => html! { p class="notice" { (error) } },
    };
    page(&look, &key, &body)
}

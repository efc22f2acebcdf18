//! More tenants of the app on the same server: sites with their own client keys, secrets and data.
//!
//! Each is below a path of the origin, `/_tenants/<client key>`: its pages, the requests of their scripts, and
//! its REST API. The pages are rendered as if their site had the origin to itself; on the
//! way out, links to the site itself are prefixed with the path.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get};
use parking_lot::Mutex;
use tower::ServiceExt as _;
use url::Url;

use super::inspector::address::of_host;
use super::site::{Front, Origin};
use super::{pages, rest};
use crate::error::HostError;
use crate::host::Host;

/// How many tenants one server can have, including the first.
const MAX_TENANTS: usize = 200;

/// The path prefix of all of them.
const BELOW: &str = "/_tenants/";

/// In bytes: the longest page whose links are prefixed.
const MAX_PAGE: usize = 8 << 20;

/// The tenants that were added.
#[derive(Clone)]
pub(super) struct Tenants {
    origin: Origin,
    added: Arc<Mutex<Vec<Tenant>>>,
}

#[derive(Clone)]
struct Tenant {
    host: Host,
    site: Router,
}

impl Tenants {
    pub(super) fn new(origin: &Origin) -> Tenants {
        Tenants {
            origin: origin.clone(),
            added: Arc::default(),
        }
    }

    pub(super) fn hosts(&self) -> Vec<Host> {
        let added = self.added.lock();
        added.iter().map(|tenant| tenant.host.clone()).collect()
    }

    /// Starts another tenant of the app that is installed on `first`, and installs the app there.
    ///
    /// `None` when the limit is reached.
    pub(super) async fn add(&self, first: &Host) -> Result<Option<Host>, HostError> {
        let number = self.added.lock().len() + 2;
        if number > MAX_TENANTS {
            return Ok(None);
        }
        let client_key = format!("{}-{number}", first.client_key());
        let below = format!("{BELOW}{client_key}");
        let base_url = base_url(first, &below);
        let app = first
            .app()
            .ok_or_else(|| first.no_app("add a tenant of it"))?;
        let host = first
            .another_tenant(&client_key, base_url.as_str())
            .start()
            .await?;
        // Before the installation, since the app may call the product as soon as it is installed.
        self.added.lock().push(Tenant {
            site: site(&host, &self.origin.tenant(&host, below)),
            host: host.clone(),
        });
        host.install(app).await?;
        Ok(Some(host))
    }

    fn find(&self, client_key: &str) -> Option<Router> {
        let added = self.added.lock();
        let found = added.iter().find(|it| it.host.client_key() == client_key);
        found.map(|tenant| tenant.site.clone())
    }
}

/// A tenant's base URL at the same origin, which an app in development mode accepts.
fn base_url(first: &Host, below: &str) -> Url {
    let mut url = first.base_url().clone();
    url.set_path(&format!("{below}{}", first.product().context_path()));
    url
}

/// The tenants' sites, each below its path.
pub(super) fn routes(tenants: &Tenants) -> Router {
    let path = format!("{BELOW}{{client_key}}");
    let home = async |Path(key): Path<String>| Redirect::to(&format!("{BELOW}{key}/"));
    Router::new()
        .route(&path, get(home))
        .route(&format!("{path}/"), any(serve))
        .route(&format!("{path}/{{*rest}}"), any(serve))
        .with_state(tenants.clone())
}

async fn serve(State(tenants): State<Tenants>, mut request: Request) -> Response {
    let uri = request.uri().clone();
    let target = uri.path_and_query().map_or("/", |it| it.as_str());
    let (key, rest) = target
        .strip_prefix(BELOW)
        .and_then(|it| it.split_once('/'))
        .unwrap_or_default();
    let Some(site) = tenants.find(key) else {
        return (StatusCode::NOT_FOUND, "there is no such tenant").into_response();
    };
    let Ok(inner) = Uri::try_from(format!("/{rest}")) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    *request.uri_mut() = inner;
    // Without the path parameters of the outer route, which the site's own routes don't have.
    request.extensions_mut().clear();
    request.extensions_mut().insert(OriginalUri(uri));
    match site.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Everything that a tenant's site serves.
fn site(host: &Host, origin: &Origin) -> Router {
    let front = Front {
        origin: origin.clone(),
        host: host.clone(),
    };
    let rest = rest::routes(host, origin);
    let rest = async move |OriginalUri(uri): OriginalUri, mut request: Request| {
        *request.uri_mut() = uri;
        rest.oneshot(request).await
    };
    let inspector = of_host(host, "/_host/");
    Router::new()
        .merge(pages::of_origin(origin))
        .merge(pages::of_product(&front))
        .layer(from_fn_with_state(origin.clone(), below))
        .route("/_host/", get(async move || Redirect::to(&inspector)))
        .fallback(rest)
}

/// Adds the site's path prefix to the links in a page, and to redirects.
async fn below(State(origin): State<Origin>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let (mut head, body) = response.into_parts();
    let to = head.headers.get(header::LOCATION);
    if let Some(to) = to.and_then(|it| it.to_str().ok())
        && to.starts_with('/')
        && let Ok(to) = HeaderValue::from_str(&format!("{}{to}", origin.below()))
    {
        head.headers.insert(header::LOCATION, to);
    }
    let content_type = head.headers.get(header::CONTENT_TYPE);
    if !content_type.is_some_and(|it| it.as_bytes().starts_with(b"text/html")) {
        return Response::from_parts(head, body);
    }
    let Ok(page) = to_bytes(body, MAX_PAGE).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let page = addressed(&String::from_utf8_lossy(&page), origin.below());
    head.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(head, Body::from(page))
}

/// A page with this prefix before each path of its site. Quotation marks in texts and attribute
/// values are escaped, so only an attribute can start like this.
fn addressed(page: &str, below: &str) -> String {
    const ADDRESSES: [&str; 3] = [" href=\"/", " src=\"/", " action=\"/"];
    ADDRESSES.iter().fold(page.to_owned(), |page, attribute| {
        let (name, slash) = attribute.split_at(attribute.len() - 1);
        page.replace(attribute, &format!("{name}{below}{slash}"))
    })
}

#[cfg(test)]
mod tests {
    use maud::html;

    use super::*;

    #[test]
    fn addresses_of_the_site_get_its_path_and_nothing_else_does() {
        let page = html! {
            a href="/browse/DEMO-1" title=" href=\"/x\"" { " href=\"/x\"" }
            form action="/actions/vote" { input value="/browse/DEMO-1"; }
            img src="https://app.example/x.png" alt="";
        };
        let page = addressed(&page.into_string(), "/_tenants/t");
        assert_eq!(
            page,
            "<a href=\"/_tenants/t/browse/DEMO-1\" title=\" href=&quot;/x&quot;\"> href=&quot;/x&quot;</a>\
             <form action=\"/_tenants/t/actions/vote\"><input value=\"/browse/DEMO-1\"></form>\
             <img src=\"https://app.example/x.png\" alt=\"\">"
        );
    }
}

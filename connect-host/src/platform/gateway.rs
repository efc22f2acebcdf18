//! The part of Forge that all sites share: `api.atlassian.com`, through which apps on Forge reach the
//! products, and where they request tokens to act as users who are not viewing their pages.
//!
//! Source: "Forge Remote essentials"; "Call Atlassian APIs as a user from a remote". The gateway finds
//! the site that a request is for; the site decides on the response ([`SiteApi`]).

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Weak};

use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, post};
use axum::{Json, Router};
use connect_model::HostProduct;
use http::{HeaderMap, StatusCode, header};
use parking_lot::Mutex;
use serde_json::{Value, json};

/// The path at which user tokens are requested.
pub(crate) const GRAPHQL_PATH: &str = "/graphql";

/// The mutation that returns one.
const MUTATION: &str = "offlineUserAuthToken";

/// In bytes.
const MAX_QUERY: usize = 64 * 1024;

/// A site from the gateway's point of view.
pub(crate) trait SiteApi: Send + Sync {
    /// Its product and its cloud id.
    fn place(&self) -> Option<(HostProduct, &str)>;

    /// Handles a request to its REST API, whose path is complete.
    fn answer(self: Arc<Self>, request: Request) -> Pin<Box<dyn Future<Output = Response> + Send>>;

    /// A token to act as a user, for the holder of this token of the app.
    fn impersonate(&self, bearer: &str, input: &Value) -> Result<UserGrant, String>;
}

/// A token to act as a user.
pub(crate) struct UserGrant {
    pub(crate) token: String,
    /// Its lifetime in seconds.
    pub(crate) ttl: i64,
}

/// The path prefix of a site's REST API at the gateway.
pub(crate) fn api_path(product: HostProduct, cloud_id: &str) -> String {
    format!("/ex/{}/{cloud_id}", product.name())
}

/// A site's id as apps receive it: `ari:cloud:jira::site/…`.
pub(crate) fn site_ari(product: HostProduct, cloud_id: &str) -> String {
    format!("ari:cloud:{}::site/{cloud_id}", product.name())
}

/// The sites behind the gateway.
#[derive(Clone, Default)]
pub(crate) struct Sites(Arc<Mutex<Vec<Weak<dyn SiteApi>>>>);

impl Sites {
    /// Adds a site, which stays as long as it is alive.
    pub(crate) fn add(&self, site: Weak<dyn SiteApi>) {
        let mut sites = self.0.lock();
        sites.retain(|site| site.strong_count() > 0);
        sites.push(site);
    }

    fn find(&self, is_it: impl Fn(HostProduct, &str) -> bool) -> Option<Arc<dyn SiteApi>> {
        let sites = self.0.lock();
        let mut living = sites.iter().filter_map(Weak::upgrade);
        living.find(|site| site.place().is_some_and(|(product, id)| is_it(product, id)))
    }
}

/// The gateway's routes.
pub(crate) fn router(sites: Sites) -> Router {
    Router::new()
        .route(GRAPHQL_PATH, post(graphql))
        .route("/ex/{product}/{cloud_id}/{*rest}", any(product))
        .with_state(sites)
}

async fn product(
    State(sites): State<Sites>,
    Path((product, cloud_id, _)): Path<(String, String, String)>,
    request: Request,
) -> Response {
    let site = sites.find(|known, id| known.name() == product && id == cloud_id);
    match site {
        Some(site) => site.answer(request).await,
        None => refused(StatusCode::NOT_FOUND, "there is no such site"),
    }
}

async fn graphql(State(sites): State<Sites>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MAX_QUERY).await.unwrap_or_default();
    let query: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = query["query"].as_str().unwrap_or_default();
    if !text.contains(MUTATION) {
        let errors = json!([{ "message": format!("this gateway knows `{MUTATION}` only") }]);
        return Json(json!({ "errors": errors })).into_response();
    }
    let Some(bearer) = bearer(&parts.headers) else {
        return refused(StatusCode::UNAUTHORIZED, "there is no token");
    };
    let input = &query["variables"]["input"];
    let contexts = input["contextIds"].as_array().into_iter().flatten();
    let contexts: Vec<&str> = contexts.filter_map(Value::as_str).collect();
    let named = |product, id: &str| contexts.contains(&site_ari(product, id).as_str());
    let answer = match sites.find(named) {
        Some(site) => site.impersonate(bearer, input),
        None => Err("no site has one of these context ids".to_owned()),
    };
    let answer = match answer {
        Ok(UserGrant { token, ttl }) => json!({
            "success": true, "errors": null, "authToken": { "token": token, "ttl": ttl },
        }),
        Err(message) => json!({
            "success": false, "errors": [{ "message": message }], "authToken": null,
        }),
    };
    Json(json!({ "data": { MUTATION: answer } })).into_response()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ")
}

fn refused(status: StatusCode, message: &str) -> Response {
    let body = json!({ "code": status.as_u16(), "message": message });
    (status, Json(body)).into_response()
}

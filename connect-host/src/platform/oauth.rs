//! The authorization server, where an app requests tokens to act as a user.
//!
//! Source: "User impersonation for Connect apps"; RFC 7523 for the request, RFC 6749 (section 5)
//! for the responses. The server finds the site that a request is for; the site decides whether to issue
//! a token ([`TokenIssuer`]).

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Weak};

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use http::{HeaderMap, StatusCode};
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::wire::claims::unverified_issuer;
use crate::wire::http::media_type;

/// The path at which tokens are issued.
pub(crate) const TOKEN_PATH: &str = "/oauth2/token";

const CLIENT_PREFIX: &str = "urn:atlassian:connect:clientid:";
const MAX_FORM_BYTES: usize = 64 * 1024;

/// The fields of a token request.
pub(crate) type Form = BTreeMap<String, String>;

/// A site from the authorization server's point of view.
pub(crate) trait TokenIssuer: Send + Sync {
    /// The `oauthClientId` of the site's lifecycle payloads.
    fn client_id(&self) -> &str;

    /// Handles a token request of the site's app, whose assertion must have this audience.
    fn issue_token(&self, form: &Form, audience: &str) -> Result<Value, OAuthError>;
}

/// An error response of the authorization server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OAuthError {
    /// The error code: `invalid_grant`.
    pub error: &'static str,
    /// What is wrong with the request.
    pub description: &'static str,
}

/// Displays the code and the description.
impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error, self.description)
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = json!({"error": self.error, "error_description": self.description});
        (StatusCode::BAD_REQUEST, Json(body)).into_response()
    }
}

/// The sites that one authorization server issues tokens for.
#[derive(Clone, Default)]
pub(crate) struct TokenIssuers(Arc<Mutex<Vec<Weak<dyn TokenIssuer>>>>);

impl TokenIssuers {
    /// Adds a site, which stays as long as it is alive.
    pub(crate) fn add(&self, issuer: Weak<dyn TokenIssuer>) {
        let mut issuers = self.0.lock();
        issuers.retain(|issuer| issuer.strong_count() > 0);
        issuers.push(issuer);
    }

    fn find(&self, client_id: &str) -> Option<Arc<dyn TokenIssuer>> {
        let issuers = self.0.lock();
        let mut living = issuers.iter().filter_map(Weak::upgrade);
        living.find(|issuer| issuer.client_id() == client_id)
    }
}

/// The server's routes. `audience` is the `aud` that an assertion must have.
pub(crate) fn router(issuers: TokenIssuers, audience: String) -> Router {
    Router::new()
        .route(TOKEN_PATH, post(token))
        .with_state((issuers, audience))
}

async fn token(
    State((issuers, audience)): State<(TokenIssuers, String)>,
    request: Request,
) -> Result<Json<Value>, OAuthError> {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, MAX_FORM_BYTES).await;
    let form = body.ok().and_then(|bytes| form(&parts.headers, &bytes));
    let form = form.ok_or(OAuthError {
        error: "invalid_request",
        description: "the body is not a form",
    })?;
    let issuer = form.get("assertion").and_then(|it| unverified_issuer(it));
    let client_id = issuer
        .as_deref()
        .and_then(|it| it.strip_prefix(CLIENT_PREFIX));
    let site = client_id.and_then(|client_id| issuers.find(client_id));
    let site = site.ok_or(OAuthError {
        error: "invalid_client",
        description: "no site has this client id",
    })?;
    site.issue_token(&form, &audience).map(Json)
}

fn form(headers: &HeaderMap, body: &[u8]) -> Option<Form> {
    if media_type(headers) != "application/x-www-form-urlencoded" {
        return None;
    }
    Some(url::form_urlencoded::parse(body).into_owned().collect())
}

//! Requests from the product's own pages to its REST API.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;

use axum::body::Body;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header};
use serde::Serialize;

use super::answer::Answer;
use super::api::RestApi;
use super::serve::{Sender, exchange};
use crate::error::HostError;
use crate::wire::url::without_trailing_slash;

/// A request that a user makes on the product's pages, not through the app; `.await` sends it. See
/// [`Host::product_request`](crate::Host::product_request).
#[must_use = "a request is sent by awaiting it"]
pub struct ProductRequest {
    api: Arc<RestApi>,
    method: Method,
    target: String,
    user: Option<String>,
    through_app: bool,
    headers: HeaderMap,
    body: Result<Vec<u8>, HostError>,
}

impl ProductRequest {
    pub(crate) fn new(api: &Arc<RestApi>, method: Method, target: &str) -> ProductRequest {
        ProductRequest {
            user: api.site.user(),
            api: Arc::clone(api),
            method,
            target: target.to_owned(),
            through_app: false,
            headers: HeaderMap::new(),
            body: Ok(Vec::new()),
        }
    }

    /// Sets the account id of the user.
    pub fn as_user(mut self, account_id: &str) -> Self {
        self.user = Some(account_id.to_owned());
        self
    }

    /// Sends it anonymously: no user is logged in.
    pub fn anonymous(mut self) -> Self {
        self.user = None;
        self
    }

    /// Sends it as a page of the app does in a browser, with `AP.request`, or on Forge with the bridge's
    /// `fetchProduct`: with the user's permissions, limited by the app's scopes.
    pub fn through_app(mut self) -> Self {
        self.through_app = true;
        self
    }

    /// Sends this value as a JSON body.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        self.body = serde_json::to_vec(value).map_err(HostError::Body);
        self.header(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        )
    }

    /// Sends these bytes as the body.
    pub fn body(mut self, content_type: HeaderValue, bytes: impl Into<Vec<u8>>) -> Self {
        self.body = Ok(bytes.into());
        self.header(header::CONTENT_TYPE, content_type)
    }

    /// Sets a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    async fn send(self) -> Result<Answer, HostError> {
        let base = without_trailing_slash(self.api.site.base_url.path());
        let target = self.target.strip_prefix(base).unwrap_or(&self.target);
        let request = Request::builder()
            .method(self.method)
            .uri(format!("{base}{target}"))
            .body(Body::from(self.body?));
        let mut request = request.map_err(|source| HostError::ProductRequest {
            target: self.target,
            source,
        })?;
        request.headers_mut().extend(self.headers);
        let sender = Sender::Person {
            user: self.user,
            through_app: self.through_app,
        };
        Ok(exchange(&self.api, sender, request).await)
    }
}

impl IntoFuture for ProductRequest {
    type Output = Result<Answer, HostError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for ProductRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProductRequest")
            .field("method", &self.method)
            .field("target", &self.target)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

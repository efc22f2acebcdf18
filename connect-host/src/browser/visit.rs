//! One request for a page of a product.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use connect_model::HostProduct;
use http::Method;
use serde_json::Value;

use super::session::{Choice, Session, cookie};
use super::site::Front;
use super::target::with_query;
use crate::host::Host;
use crate::rest::ProductRequest;

/// Who asks for a page, and where.
#[derive(Clone)]
pub(super) struct Visit {
    pub(super) front: Front,
    pub(super) session: Arc<Session>,
    pub(super) choice: Choice,
    /// The page's path and query.
    pub(super) path: String,
}

impl FromRequestParts<Front> for Visit {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, front: &Front) -> Result<Self, Self::Rejection> {
        let session = cookie::session(parts)?;
        Ok(Visit {
            front: front.clone(),
            choice: session.choice(),
            session,
            path: parts.uri.to_string(),
        })
    }
}

impl Visit {
    pub(super) fn host(&self) -> &Host {
        &self.front.host
    }

    pub(super) fn product(&self) -> HostProduct {
        self.host().product()
    }

    /// The path prefix of the product's pages.
    pub(super) fn base(&self) -> &'static str {
        self.front.base()
    }

    /// The visitor's name, their account id, or `anonymous`.
    pub(super) async fn user_name(&self) -> String {
        let Some(user) = &self.choice.user else {
            return "anonymous".to_owned();
        };
        let path = match self.product() {
            HostProduct::Jira => "/rest/api/3/user",
            HostProduct::Confluence => "/rest/api/user",
        };
        let target = with_query(path, &[("accountId", user)]);
        let known = self.read(&target).await;
        let name = known
            .as_ref()
            .and_then(|it| it.get("displayName")?.as_str());
        name.filter(|it| !it.is_empty()).unwrap_or(user).to_owned()
    }

    /// A request to the product's REST API as the visitor.
    pub(super) fn request(&self, method: Method, target: &str) -> ProductRequest {
        let request = self.host().product_request(method, target);
        match &self.choice.user {
            Some(user) => request.as_user(user),
            None => request.anonymous(),
        }
    }

    /// The JSON that the product's REST API returns to the visitor; `None` when it refuses, or returns
    /// something other than JSON.
    pub(super) async fn read(&self, target: &str) -> Option<Value> {
        let answer = self.request(Method::GET, target).await.ok()?;
        let found = answer.status_code().is_success();
        found.then(|| answer.read().ok()).flatten()
    }

    /// The members of a list in a REST response, under the first of these names that is present.
    pub(super) async fn list(&self, target: &str, names: &[&str]) -> Vec<Value> {
        let Some(mut answer) = self.read(target).await else {
            return Vec::new();
        };
        if let Value::Array(members) = answer {
            return members;
        }
        let found = names
            .iter()
            .find_map(|name| match answer.get_mut(*name)?.take() {
                Value::Array(members) => Some(members),
                _ => None,
            });
        found.unwrap_or_default()
    }
}

//! The context signed by the host: what it was showing when it made the caller's token.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Caller, InvalidContext};
use crate::error_answer::ErrorAnswer;
use crate::tenants::Tenant;

/// The context signed by the host: the issue, project or page that it was showing when it made the
/// caller's token.
///
/// An issue named in a body is chosen by the browser. Checked against the signed context, it can't be
/// a different issue from the one that the user was shown:
///
/// ```
/// connect_runtime::library!();
///
/// use connect_runtime::axum::Json;
/// use connect_runtime::extract::SignedContext;
/// use connect_runtime::prelude::*;
///
/// #[endpoint(POST "/api/vote")]
/// async fn vote(context: SignedContext, Json(issue): Json<String>) -> Result<()> {
///     context.require("issue.key", &issue)?;
///     // … the vote counts
///     Ok(())
/// }
/// # fn main() {}
/// ```
///
/// It is the token's `context` claim, which has an object for the product: `jira.issue.key`, `confluence.content.id`.
/// On a page, it also has the signed context parameters of the URL. A `#[public]` route can't take it, because nothing
/// is signed there; in the plain axum routers that [`merge_public`](crate::App::merge_public) takes, it is empty.
/// Source: "Understanding JWT for Connect apps", "Context JWTs".
#[derive(Clone, Default)]
pub struct SignedContext {
    claim: Map<String, Value>,
    product: &'static str,
}

impl SignedContext {
    /// The value at a path in the claim, such as `jira.issue.key`; `None` if there is none.
    ///
    /// # Errors
    /// [`InvalidContext`], which is 400, if the value is not a `T`.
    pub fn at<T: DeserializeOwned>(&self, path: &'static str) -> Result<Option<T>, InvalidContext> {
        match find(&self.claim, path) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::deserialize(value)
                .map(Some)
                .map_err(|_| InvalidContext { name: path }),
        }
    }

    /// The value of a context parameter by its name in modules, such as `issue.key` or
    /// `content.id`, regardless of the product; `None` if the token doesn't contain it.
    ///
    /// # Errors
    /// [`InvalidContext`], which is 400, if the value is not a `T`.
    pub fn parameter<T: FromStr>(&self, name: &'static str) -> Result<Option<T>, InvalidContext> {
        match self.text(name) {
            None => Ok(None),
            Some(text) => text.parse().map(Some).map_err(|_| InvalidContext { name }),
        }
    }

    /// Requires that the token was made for this value: the context parameter must be present and
    /// equal to `value`.
    ///
    /// # Errors
    /// [`OtherContext`], which is 403, also through `?` in a handler that returns
    /// [`Error`](crate::Error).
    pub fn require(
        &self,
        name: &'static str,
        value: impl fmt::Display,
    ) -> Result<(), OtherContext> {
        match self.text(name) {
            Some(signed) if signed == value.to_string() => Ok(()),
            _ => Err(OtherContext { name }),
        }
    }

    /// The whole claim.
    #[must_use]
    pub fn json(&self) -> &Map<String, Value> {
        &self.claim
    }

    fn text(&self, name: &str) -> Option<String> {
        let of_product = self.claim.get(self.product).and_then(Value::as_object);
        let value = of_product
            .and_then(|context| find(context, name))
            .or_else(|| find(&self.claim, name))?;
        match value {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The context of a caller whose token has this `context` claim.
    pub(super) fn new(claim: Option<Map<String, Value>>, tenant: Option<&Tenant>) -> Self {
        Self {
            claim: claim.unwrap_or_default(),
            product: tenant.map_or("", |tenant| tenant.product().name()),
        }
    }

    /// Adds a parameter from a page's URL, unless the claim already has it.
    pub(super) fn add_parameter(&mut self, name: &str, value: &str) {
        let mut path = name.split('.');
        let Some(last) = path.next_back().filter(|last| !last.is_empty()) else {
            return;
        };
        let mut object = &mut self.claim;
        for key in std::iter::once(self.product).chain(path) {
            let inner = object
                .entry(key)
                .or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(inner) = inner else {
                return;
            };
            object = inner;
        }
        object.entry(last).or_insert_with(|| value.into());
    }

    /// Sets the app's licence.
    pub(super) fn set_license(&mut self, license: Value) {
        self.claim.insert("license".to_owned(), license);
    }
}

/// Prints no values: the claim may name people.
impl fmt::Debug for SignedContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SignedContext")
            .field(&self.claim.keys())
            .finish()
    }
}

fn find<'c>(object: &'c Map<String, Value>, path: &str) -> Option<&'c Value> {
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let value = object.get(first)?;
    match rest {
        None => Some(value),
        Some(rest) => find(value.as_object()?, rest),
    }
}

/// The caller's token was made for another issue, project or page, or for none: 403.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the context parameter `{name}` is not the one that the token was made for")]
pub struct OtherContext {
    /// The parameter.
    pub name: &'static str,
}

impl IntoResponse for OtherContext {
    fn into_response(self) -> Response {
        ErrorAnswer::new(StatusCode::FORBIDDEN).into_response()
    }
}

impl<S: Sync> FromRequestParts<S> for SignedContext {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let caller = Caller::of(&parts.extensions);
        Ok(caller.map_or_else(Self::default, |caller| caller.signed_context(parts)))
    }
}

//! The user of a request.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

use super::Caller;
use crate::error_answer::ErrorAnswer;

/// The user that the host names in its token (`sub`).
///
/// A handler that takes `User` answers 403 to visitors who are not logged in (a public project, a
/// portal); one that takes `Option<User>` serves them too. Source: "Understanding JWT for Connect
/// apps", "Claims".
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct User(Arc<str>);

impl User {
    /// The Atlassian account id, for example `557058:0867a421-a9ee-4659-801a-bc0ee4a4487e`. It is
    /// opaque, and the same on every site.
    #[must_use]
    pub fn account_id(&self) -> &str {
        &self.0
    }
}

/// Lets the app act as the user: `as_user!(client, user)`.
impl AsRef<str> for User {
    fn as_ref(&self) -> &str {
        self.account_id()
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("User").field(&self.account_id()).finish()
    }
}

/// The route requires a user, and no user is logged in: 403.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no user is logged in")]
pub struct AnonymousUser;

impl IntoResponse for AnonymousUser {
    fn into_response(self) -> Response {
        ErrorAnswer::with_text(StatusCode::FORBIDDEN, "log in first").into_response()
    }
}

fn user(parts: &Parts) -> Option<User> {
    Caller::of(&parts.extensions)?.account_id.clone().map(User)
}

impl<S: Sync> FromRequestParts<S> for User {
    type Rejection = AnonymousUser;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, AnonymousUser> {
        user(parts).ok_or(AnonymousUser)
    }
}

/// `None` when no user is logged in.
impl<S: Sync> OptionalFromRequestParts<S> for User {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(user(parts))
    }
}

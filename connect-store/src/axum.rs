//! A request's tenant as an argument of axum handlers.

use std::convert::Infallible;

use axum_core::extract::{FromRequestParts, OptionalFromRequestParts};
use axum_core::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

use crate::Tenant;

/// The handler takes a tenant, and its route is public: 500, because no caller can fix that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a public route has no tenant: take an `Option`, or make it an `#[endpoint]`, \
     which the app's own pages call with a token"
)]
pub struct NoTenant;

impl IntoResponse for NoTenant {
    fn into_response(self) -> Response {
        tracing::error!("{self}");
        (StatusCode::INTERNAL_SERVER_ERROR, "internal server error").into_response()
    }
}

/// Takes the tenant that the server has put into the request's extensions after verifying the
/// request's token.
impl<S: Sync> FromRequestParts<S> for Tenant {
    type Rejection = NoTenant;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoTenant> {
        parts.extensions.get::<Self>().cloned().ok_or(NoTenant)
    }
}

/// `None` on a public route.
impl<S: Sync> OptionalFromRequestParts<S> for Tenant {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

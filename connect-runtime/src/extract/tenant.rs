//! The tenant that a request belongs to.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

use super::Caller;
use crate::tenants::Tenant;

/// The handler asks for something of a tenant, and its route is public: 500, because no caller
/// can put that right.
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

impl<S: Sync> FromRequestParts<S> for Tenant {
    type Rejection = NoTenant;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoTenant> {
        match Caller::of(&parts.extensions) {
            Some(caller) => Ok(caller.tenant.clone()),
            None => Err(NoTenant),
        }
    }
}

/// `None` on a public route.
impl<S: Sync> OptionalFromRequestParts<S> for Tenant {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(Caller::of(&parts.extensions).map(|caller| caller.tenant.clone()))
    }
}

//! The licence as reported by the host's REST API.

use std::ops::Deref;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::RETRY_AFTER;
use http::request::Parts;

use super::{Caller, License};
use crate::client::{CallError, RequestClient};
use crate::error::WithCauses;
use crate::error_answer::ErrorAnswer;
use crate::serve::PreparedTenant;

/// The app's licence on the tenant's site, as reported by the host's REST API: its state, whether
/// it is an evaluation, and the entitlement. Source: "License API for cloud apps".
///
/// A [`License`] costs nothing; this one asks the host, which requires the scope READ, and caches the
/// answer for five minutes, as the host itself does, for all processes of the app. Webhooks and other
/// callbacks can take it, too. If the app lacks the scope, it is the signed licence; on Forge, where
/// each call states all of it, no request is made.
///
/// ```
/// connect_runtime::library!();
///
/// use connect_runtime::extract::{LicenseState, SiteLicense};
/// use connect_runtime::prelude::*;
///
/// /// Settings
/// #[configure_page(admin_only = true)]
/// async fn settings(license: SiteLicense) -> Page {
///     let page = Page::new("Settings");
///     match license.state() {
///         LicenseState::Evaluation => page.body("You are trying this app."),
///         _ => page.body("Thank you."),
///     }
/// }
/// # fn main() {}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SiteLicense(pub License);

impl Deref for SiteLicense {
    type Target = License;

    fn deref(&self) -> &License {
        &self.0
    }
}

/// Why a [`SiteLicense`] can't be obtained: 503, or 500 if there is no tenant.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoSiteLicense {
    /// The caller is not authenticated, so there is no site to ask.
    #[error("the route has no tenant")]
    NoTenant,
    /// The host could not be asked.
    #[error("the host did not return the licence")]
    Unavailable(#[source] CallError),
}

impl IntoResponse for NoSiteLicense {
    fn into_response(self) -> Response {
        match self {
            Self::NoTenant => {
                tracing::error!("a route without a tenant takes a `SiteLicense`");
                ErrorAnswer::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
            }
            Self::Unavailable(error) => {
                tracing::warn!(error = %WithCauses(&error), "the licence could not be looked up");
                let mut response =
                    ErrorAnswer::new(StatusCode::SERVICE_UNAVAILABLE).into_response();
                response.headers_mut().insert(RETRY_AFTER, 5.into());
                response
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for SiteLicense {
    type Rejection = NoSiteLicense;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoSiteLicense> {
        let caller = Caller::of(&parts.extensions).ok_or(NoSiteLicense::NoTenant)?;
        if caller.invocation().is_some() {
            // There is no other source.
            return Ok(Self(License::of(caller, parts)));
        }
        let renewal = caller.renewal.as_ref().ok_or(NoSiteLicense::NoTenant)?;
        let prepared = renewal.active.kept::<PreparedTenant>();
        let prepared = prepared.ok_or(NoSiteLicense::NoTenant)?;
        let tenant = renewal.active.tenant();
        let deadline = parts.extensions.get::<RequestClient>();
        let client = match deadline {
            Some(RequestClient { deadline, .. }) => prepared.client.until(*deadline),
            None => prepared.client.clone(),
        };
        let known = prepared.host_answers.license(tenant, &client).await;
        let signed = License::of(caller, parts);
        Ok(Self(match known.map_err(NoSiteLicense::Unavailable)? {
            // Only the signed value states the edition for Jira and Confluence.
            Some(license) => license.or_edition_of(&signed),
            None => signed,
        }))
    }
}

//! Whether the site has paid.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use connect_model::declaration::Auth;
use http::request::Parts;
use url::form_urlencoded;

use super::Caller;

/// The licence of the app on the tenant's site, as the host says it in the `lic` query parameter
/// of every iframe. Source: "License apps", "License status".
///
/// It is taken from a *signed* query only. On an endpoint, where the query is the browser's own,
/// and in callbacks it is [`License::Unstated`]: never let that pass for a licence.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum License {
    /// `lic=active`: paid, or an evaluation that runs.
    Active,
    /// `lic=none`: there is none, or it has run out.
    None,
    /// A value that the documentation does not know.
    Unknown(String),
    /// The host said nothing: the app has no `enableLicensing`, or this is not an iframe.
    Unstated,
}

impl License {
    /// Whether the host says that the licence holds.
    #[must_use]
    pub fn is_active(&self) -> bool {
        matches!(self, Self::Active)
    }
}

impl<S: Sync> FromRequestParts<S> for License {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let signed = Caller::of(&parts.extensions).is_some_and(|c| c.auth == Auth::Request);
        let query = if signed {
            parts.uri.query().unwrap_or_default()
        } else {
            ""
        };
        let stated = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lic");
        Ok(match stated {
            None => Self::Unstated,
            Some((_, value)) => match &*value {
                "active" => Self::Active,
                "none" => Self::None,
                other => Self::Unknown(other.to_owned()),
            },
        })
    }
}

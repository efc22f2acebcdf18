//! One request for a page of the inspector.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Query};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Deserialize;

use super::super::session::{Session, cookie};
use super::address::of_host;
use super::state::Inspector;
use crate::host::Host;

/// The visitor, and the host that the page is about.
pub(super) struct Look {
    pub(super) inspector: Inspector,
    pub(super) host: Host,
    pub(super) session: Arc<Session>,
    /// The page's path.
    pub(super) path: String,
}

/// The client key of the host that the page is about; by default the first host.
#[derive(Deserialize)]
struct Chosen {
    host: Option<String>,
}

impl FromRequestParts<Inspector> for Look {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(
        parts: &mut Parts,
        inspector: &Inspector,
    ) -> Result<Self, Self::Rejection> {
        let session = cookie::session(parts)?;
        let chosen = Query::<Chosen>::try_from_uri(&parts.uri);
        let chosen = chosen.ok().and_then(|chosen| chosen.0.host);
        let host = inspector
            .hosts()
            .into_iter()
            .find(|host| chosen.as_ref().is_none_or(|key| host.client_key() == key));
        Ok(Look {
            inspector: inspector.clone(),
            host: host.ok_or((StatusCode::NOT_FOUND, "there is no such host"))?,
            session,
            path: parts.uri.path().to_owned(),
        })
    }
}

impl Look {
    /// A path of the inspector for the same host.
    pub(super) fn to(&self, path: &str) -> String {
        of_host(&self.host, path)
    }
}

//! Authenticates a call: its token, and the installation that it names.

use std::sync::Arc;

use axum::response::Response;
use connect_auth::forge::{InvocationToken, Refusal, product_at};
use http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use super::{Forge, said};
use crate::auth::rejection::RETRY_AFTER_SECONDS;
use crate::error::WithCauses;
use crate::extract::Invocation;
use crate::metrics;
use crate::serve::endpoint::Invoked;
use crate::tenants::{AccessToken, ForgeCall};

impl Forge {
    /// Verifies a call's token, or returns the response that rejects it.
    pub(super) async fn believe(&self, parts: &Parts) -> Result<InvocationToken, Response> {
        let token =
            bearer(&parts.headers).ok_or_else(|| self.refused("no invocation token", None))?;
        let verified = self.verifier.verify(token).await;
        verified.map_err(|refusal| match refusal.status() {
            StatusCode::UNAUTHORIZED => self.refused("invalid invocation token", Some(refusal)),
            _ => {
                metrics::refused("key set unavailable");
                unavailable()
            }
        })
    }

    /// Finds the installation of a verified call, and stores what the call states about it.
    pub(super) async fn admit(
        &self,
        parts: &Parts,
        token: InvocationToken,
    ) -> Result<Invoked, Response> {
        let delivered = |name: &HeaderName| access_token(&parts.headers, name, token.issued_at);
        let user = token.principal.as_deref().zip(delivered(&OF_USER));
        let user = user.map(|(account_id, token)| (account_id.into(), token));
        let call = ForgeCall::of(self.core.app_key.as_str(), &token).app_token(delivered(&OF_APP));
        let (active, prepared) = match self.core.forge(call, user).await {
            Ok(Some(found)) => found,
            Ok(None) => return Err(self.refused("installation has ended", None)),
            Err(error) => {
                tracing::error!(error = %WithCauses(&error), "tenant store unavailable");
                metrics::refused("tenant store unavailable");
                return Err(unavailable());
            }
        };
        let product = product_at(&token.api_base_url);
        Ok(Invoked {
            invocation: Arc::new(Invocation::new(token, product)),
            active,
            prepared,
            signed: None,
            limit: self.core.request_timeout,
        })
    }

    /// 401, which Forge takes to mean a rejected token and nothing else. The response says no more than
    /// that.
    fn refused(&self, reason: &'static str, cause: Option<Refusal>) -> Response {
        let cause = cause.as_ref().map(tracing::field::display);
        tracing::debug!(reason, cause, "request refused");
        metrics::refused(reason);
        let mut response = said(StatusCode::UNAUTHORIZED, "unauthorized");
        let headers = response.headers_mut();
        headers.insert(WWW_AUTHENTICATE, self.challenge.clone());
        response
    }
}

/// The headers with the tokens for calling the product: the app's own, and that of the user who is
/// viewing the page.
const OF_APP: HeaderName = HeaderName::from_static("x-forge-oauth-system");
const OF_USER: HeaderName = HeaderName::from_static("x-forge-oauth-user");

/// A token sent with a call; `None` if it is not usable.
fn access_token(headers: &HeaderMap, name: &HeaderName, now: i64) -> Option<AccessToken> {
    let text = headers.get(name)?.to_str().ok()?;
    AccessToken::delivered(text, now)
        .inspect_err(|error| tracing::warn!(%name, %error, "Forge delivered no usable token"))
        .ok()
}

/// The one token of a call: `Bearer`, a space, the token.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(only), None) = (all.next(), all.next()) else {
        return None;
    };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// 503: Forge retries.
pub(super) fn unavailable() -> Response {
    let mut response = said(StatusCode::SERVICE_UNAVAILABLE, "temporarily unavailable");
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
    response
}

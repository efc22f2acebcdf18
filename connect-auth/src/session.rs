//! Session tokens, for pages that stay open longer than the host's token is valid.
//!
//! The app makes them itself, from a token that it has verified, and only accepts them on context
//! routes. They are off unless the app turns them on ([`SessionTokens`]).
//!
//! - `iss` is the app's key, `aud` the one tenant, `qsh` is `context-qsh`, `sub` the user of the
//!   verified token; they are valid for 15 minutes at most.
//! - They are signed with a key derived from the tenant's secret, so that they become invalid with
//!   it on rotation and uninstall, and so that the host would never mistake one for the app's own
//!   token.
//! - One made from another keeps the time of the first (`auth_time`), and none is valid beyond that
//!   time plus the configured maximum.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde_json::value::RawValue;

use super::clock::seconds;
use super::jwt::{self, Claims, HmacKey, SignError, TokenError};
use super::qsh;
use super::token::{ContextToken, RequestToken};

/// The settings of session tokens, with which a page keeps calling its app after the host's token
/// has expired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTokens {
    /// The lifetime of a token; at most [`SessionTokens::MAX_LIFETIME`].
    pub lifetime: Duration,
    /// The maximum time between the host's own token and the expiry of the last renewed one.
    pub max_session: Duration,
}

impl SessionTokens {
    /// The maximum lifetime of a session token.
    pub const MAX_LIFETIME: Duration = Duration::from_secs(15 * 60);
}

impl Default for SessionTokens {
    /// 15 minutes per token, 8 hours per page.
    fn default() -> Self {
        Self {
            lifetime: Self::MAX_LIFETIME,
            max_session: Duration::from_secs(8 * 60 * 60),
        }
    }
}

/// A newly made session token.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// The token, for the page.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Makes a token for a verified caller; `None` when the session has reached its maximum age.
    ///
    /// # Errors
    /// If the claims can't be serialized as JSON.
    pub fn mint(
        rules: &SessionTokens,
        grant: &Grant<'_>,
        authenticated_at: i64,
        now: i64,
    ) -> Result<Option<Self>, SignError> {
        let expires_at = now
            .saturating_add(lifetime(rules))
            .min(end(rules, authenticated_at));
        if expires_at <= now {
            return Ok(None);
        }
        let claims = OwnClaims::new(grant, now, expires_at, authenticated_at);
        jwt::sign_hs256(&claims, &key(grant.key, grant.app_key)).map(|token| Some(Self(token)))
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// The caller that a session token or a form token is made for.
#[derive(Debug, Clone, Copy)]
pub struct Grant<'g> {
    /// The app's key, as the issuer (`iss`).
    pub app_key: &'g str,
    /// The tenant's key, as the audience (`aud`).
    pub client_key: &'g str,
    /// The user (`sub`), if one is logged in.
    pub account_id: Option<&'g str>,
    /// The `context` claim, with what the host has signed about what it was showing, if anything.
    pub context: Option<&'g RawValue>,
    /// The tenant's key, from which the token's is derived.
    pub key: &'g HmacKey,
}

/// The claims of one of the app's own tokens.
#[derive(Serialize)]
pub(crate) struct OwnClaims<'g> {
    iss: &'g str,
    aud: [&'g str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'g str>,
    qsh: &'static str,
    iat: i64,
    exp: i64,
    auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'g RawValue>,
}

impl<'g> OwnClaims<'g> {
    pub(crate) fn new(grant: &Grant<'g>, now: i64, expires_at: i64, authenticated_at: i64) -> Self {
        Self {
            iss: grant.app_key,
            aud: [grant.client_key],
            sub: grant.account_id,
            qsh: qsh::CONTEXT,
            iat: now,
            exp: expires_at,
            auth_time: authenticated_at,
            context: grant.context,
        }
    }
}

/// The key that signs a tenant's session tokens.
pub fn key(tenant: &HmacKey, app_key: &str) -> HmacKey {
    tenant.derive("connect session token", app_key)
}

/// Checks the times of a session token whose signature has been verified; returns the time of the
/// first.
///
/// There is no leeway: the clock that made the token is the one that reads it.
///
/// # Errors
/// If the token has expired under the current rules, or has no `auth_time`.
pub fn check(rules: &SessionTokens, claims: &Claims<'_>, now: i64) -> Result<i64, TokenError> {
    let authenticated_at = claims.auth_time.ok_or(TokenError::Missing("auth_time"))?;
    claims.check_time(now, 0)?;
    // The configuration may have become stricter since the token was made.
    let longest = claims.issued_at.saturating_add(lifetime(rules));
    if claims.expires_at > longest || now >= end(rules, authenticated_at) {
        return Err(TokenError::Expired);
    }
    Ok(authenticated_at)
}

fn lifetime(rules: &SessionTokens) -> i64 {
    seconds(rules.lifetime.min(SessionTokens::MAX_LIFETIME))
}

fn end(rules: &SessionTokens, authenticated_at: i64) -> i64 {
    authenticated_at.saturating_add(seconds(rules.max_session))
}

/// A token from which a session may start or continue.
pub trait Renewable: sealed::Sealed {
    #[doc(hidden)]
    fn authenticated_at(&self) -> Option<i64>;
}

impl Renewable for RequestToken {
    fn authenticated_at(&self) -> Option<i64> {
        None
    }
}

impl Renewable for ContextToken {
    fn authenticated_at(&self) -> Option<i64> {
        match self {
            Self::Host => None,
            Self::Session { authenticated_at } | Self::Form { authenticated_at } => {
                Some(*authenticated_at)
            }
        }
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::RequestToken {}
    impl Sealed for super::ContextToken {}
}

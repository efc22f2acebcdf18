//! Session tokens: a page that stays open longer than the host's token lives.
//!
//! The app makes them itself, from a token that it has believed, and accepts them on context routes
//! only. They are off unless the app turns them on
//! ([`Config::session_tokens`](crate::config::Config::session_tokens)).
//!
//! - `iss` is the app's key, `aud` the one tenant, `qsh` is `context-qsh`, `sub` the user of the
//!   believed token; they live for 15 minutes at most (SECURITY case 230).
//! - They are signed with a key derived from the tenant's secret, so that they die with it on
//!   rotation and uninstall, and so that the host would never take one for the app's own token.
//! - One made from another keeps the time of the first (`auth_time`), and none lives past that time
//!   plus the configured maximum (case 231).

use std::fmt;

use serde::Serialize;

use super::jwt::{self, Claims, HmacKey, SignError, TokenError};
use super::qsh;
use super::token::{ContextToken, RequestToken};
use crate::config::SessionTokens;

/// A freshly made session token.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// The token, to be handed to the page.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn mint(
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
        let claims = SessionClaims {
            iss: grant.app_key,
            aud: [grant.client_key],
            sub: grant.account_id,
            qsh: qsh::CONTEXT,
            iat: now,
            exp: expires_at,
            auth_time: authenticated_at,
        };
        jwt::sign_hs256(&claims, &key(grant.key, grant.app_key)).map(|token| Some(Self(token)))
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// For whom a session token is made.
pub(super) struct Grant<'g> {
    pub(super) app_key: &'g str,
    pub(super) client_key: &'g str,
    pub(super) account_id: Option<&'g str>,
    pub(super) key: &'g HmacKey,
}

#[derive(Serialize)]
struct SessionClaims<'g> {
    iss: &'g str,
    aud: [&'g str; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<&'g str>,
    qsh: &'static str,
    iat: i64,
    exp: i64,
    auth_time: i64,
}

/// The key that signs a tenant's session tokens.
pub(super) fn key(tenant: &HmacKey, app_key: &str) -> HmacKey {
    tenant.derive("connect session token", app_key)
}

/// Checks the times of a session token whose signature is right; returns the time of the first.
///
/// There is no leeway: the clock that made the token is the one that reads it.
pub(super) fn check(
    rules: &SessionTokens,
    claims: &Claims<'_>,
    now: i64,
) -> Result<i64, TokenError> {
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

fn seconds(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

/// A token from which a session may start or go on.
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
            Self::Session { authenticated_at } => Some(*authenticated_at),
        }
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::RequestToken {}
    impl Sealed for super::ContextToken {}
}

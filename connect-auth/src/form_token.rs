//! Form tokens: for a page's form that is posted without a script, and so without the host's
//! context token.
//!
//! The app makes one itself while it renders the page, from a token that it has verified, and
//! accepts it only on context routes, and only as the field `jwt` of a posted form.
//!
//! - `iss` is the app's key, `aud` the one tenant, `qsh` is `context-qsh`, `sub` the user of the
//!   verified token; it is valid for an hour, because people take their time over a form.
//! - It is signed with a key derived from the tenant's secret, different from that of [session
//!   tokens](crate::session), so that neither passes for the other, and so that it becomes invalid
//!   with the secret on rotation and uninstall.
//! - One made from another keeps the time of the first (`auth_time`), and none is valid for longer
//!   than eight hours after that.

use std::fmt;

use crate::jwt::{self, Claims, HmacKey, SignError, TokenError};
use crate::session::{Grant, OwnClaims};

/// The lifetime of a token, in seconds.
const LIFETIME: i64 = 60 * 60;
/// The maximum time between the host's own token and the expiry of the last form token, in seconds.
const LONGEST: i64 = 8 * 60 * 60;

/// A newly made form token.
#[derive(Clone, PartialEq, Eq)]
pub struct FormToken(String);

impl FormToken {
    /// The token, for the form's field `jwt`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Makes a token for a verified caller; `None` when eight hours have passed since
    /// `authenticated_at`. Times are in seconds since the Unix epoch.
    ///
    /// # Errors
    /// If the claims can't be serialized as JSON.
    pub fn mint(
        grant: &Grant<'_>,
        authenticated_at: i64,
        now: i64,
    ) -> Result<Option<Self>, SignError> {
        let end = authenticated_at.saturating_add(LONGEST);
        let expires_at = now.saturating_add(LIFETIME).min(end);
        if expires_at <= now {
            return Ok(None);
        }
        let claims = OwnClaims::new(grant, now, expires_at, authenticated_at);
        jwt::sign_hs256(&claims, &key(grant.key, grant.app_key)).map(|token| Some(Self(token)))
    }
}

impl fmt::Debug for FormToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormToken(…)")
    }
}

/// The key that signs a tenant's form tokens.
pub fn key(tenant: &HmacKey, app_key: &str) -> HmacKey {
    tenant.derive("connect form token", app_key)
}

/// Checks the times of a form token whose signature has been verified; returns the time of the
/// first.
///
/// There is no leeway: the clock that made the token is the one that reads it.
///
/// # Errors
/// If the token has expired, or has no `auth_time`.
pub fn check(claims: &Claims<'_>, now: i64) -> Result<i64, TokenError> {
    let authenticated_at = claims.auth_time.ok_or(TokenError::Missing("auth_time"))?;
    claims.check_time(now, 0)?;
    if claims.expires_at > claims.issued_at.saturating_add(LIFETIME)
        || now >= authenticated_at.saturating_add(LONGEST)
    {
        return Err(TokenError::Expired);
    }
    Ok(authenticated_at)
}

//! The kinds of token, as types: each proves something different.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::jwt::{Claims, Unverified};

/// The proof of a request token: the host made exactly this request (HS256 and a matching `qsh`), and
/// determined its method, path and parameters.
#[derive(Debug, Clone, Copy)]
pub struct RequestToken;

/// The proof of a context token: a page of the app that the host showed to a user is calling. The
/// page, not the host, determined path and parameters.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum ContextToken {
    /// The host's own context token (`AP.context.getToken()`).
    Host,
    /// A [session token](super::session::SessionToken) that this app made.
    Session {
        /// When the host's token from which the first session token was made was verified, in
        /// seconds since the Unix epoch.
        authenticated_at: i64,
    },
    /// A [form token](super::form_token::FormToken) that this app put into its page.
    Form {
        /// As for a session token.
        authenticated_at: i64,
    },
}

/// The proof of a lifecycle token: the host itself makes this statement about the tenant.
///
/// The caller still has to compare [`client_key`](Self::client_key) with the body's `clientKey` and
/// to answer 403 if they differ.
#[derive(Debug, Clone)]
pub struct LifecycleClaims {
    client_key: String,
    issued_at: i64,
    expires_at: i64,
    fingerprint: [u8; 32],
}

impl LifecycleClaims {
    /// Takes verified claims. Their times, audience and `qsh` must have been checked.
    pub fn new(token: &Unverified<'_>, claims: &Claims<'_>) -> Self {
        Self {
            client_key: claims.issuer.clone().into_owned(),
            issued_at: claims.issued_at,
            expires_at: claims.expires_at,
            fingerprint: token.fingerprint(),
        }
    }

    /// The tenant (`iss`).
    pub fn client_key(&self) -> &str {
        &self.client_key
    }

    /// When the host issued the token (`iat`), in seconds since the Unix epoch.
    pub fn issued_at(&self) -> i64 {
        self.issued_at
    }

    /// When it expires (`exp`), in seconds since the Unix epoch.
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// SHA-256 of the signed part, which identifies the token.
    pub fn fingerprint(&self) -> [u8; 32] {
        self.fingerprint
    }
}

/// The `context` claim, parsed on demand: until then it stays in the token's payload, which is
/// stored instead of a copy.
#[derive(Clone, Default)]
pub struct TokenContext {
    payload: String,
    /// Empty if the token has no context.
    claim: Range<usize>,
}

impl TokenContext {
    /// The `context` claim of a token whose claims have been verified.
    pub fn new(token: Unverified<'_>, claim: Range<usize>) -> Self {
        Self {
            payload: token.into_payload(),
            claim,
        }
    }

    /// A claim that was stored as JSON after its token was verified.
    pub fn of(json: impl Into<String>) -> Self {
        let payload = json.into();
        Self {
            claim: 0..payload.len(),
            payload,
        }
    }

    /// The range of the `context` claim in the token's payload: it outlives the claims, which
    /// borrow from the token.
    pub fn place(token: &Unverified<'_>, claims: &Claims<'_>) -> Range<usize> {
        // Most hosts send an empty one, which has no meaning.
        let context = claims.context.map(RawValue::get).filter(|raw| *raw != "{}");
        context.map_or(0..0, |raw| token.place(raw))
    }

    /// The claim's JSON, if the token has a non-empty one.
    pub fn json(&self) -> Option<&str> {
        let json = self.payload.get(self.claim.clone());
        json.filter(|json| !json.is_empty())
    }

    /// Deserializes the claim.
    ///
    /// # Errors
    /// If the claim doesn't have that type.
    pub fn read<'c, T: Deserialize<'c>>(&'c self) -> Result<Option<T>, serde_json::Error> {
        self.json().map(serde_json::from_str).transpose()
    }
}

impl fmt::Debug for TokenContext {
    /// Prints no values: the claim may name people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenContext")
            .field(&self.json().is_some())
            .finish()
    }
}

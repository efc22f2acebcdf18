//! The kinds of token, as types: what one has proved, another has not.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::jwt::{Claims, Unverified};
use crate::tenants::Serving;

/// A caller that has been believed, by a token of kind `T`.
///
/// Only the [`Verifier`](super::verify::Verifier) makes one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Verified<T> {
    /// The tenant that signed, ready to serve.
    pub serving: Arc<Serving>,
    /// The user's account id (`sub`); none when anonymous.
    pub account_id: Option<Arc<str>>,
    /// The `context` claim: what the host showed when it made the token.
    pub context: TokenContext,
    /// What else this kind of token tells.
    pub kind: T,
}

impl<T> Verified<T> {
    pub(super) fn new(serving: Arc<Serving>, token: Unverified<'_>, kept: Kept, kind: T) -> Self {
        Self {
            serving,
            account_id: kept.account_id,
            context: TokenContext {
                payload: token.into_payload(),
                claim: kept.context,
            },
            kind,
        }
    }
}

/// What outlives the claims of a token, which borrow from it.
pub(super) struct Kept {
    account_id: Option<Arc<str>>,
    /// Where the `context` claim stands in the payload.
    context: Range<usize>,
}

impl Kept {
    pub(super) fn of(token: &Unverified<'_>, claims: &Claims<'_>) -> Self {
        // Most hosts send an empty one, which says nothing.
        let context = claims.context.map(RawValue::get).filter(|raw| *raw != "{}");
        Self {
            account_id: claims.subject.as_deref().map(Arc::from),
            context: context.map_or(0..0, |raw| token.place(raw)),
        }
    }
}

/// The host made exactly this request (HS256 and a matching `qsh`): method, path and parameters
/// are its own.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct RequestToken;

/// Somebody to whom the host showed a page of the app is calling; path and parameters are the
/// page's, not the host's.
#[derive(Debug, Clone, Copy)]
pub enum ContextToken {
    /// The host's own context token (`AP.context.getToken()`).
    #[non_exhaustive]
    Host,
    /// A [session token](super::session::SessionToken) that this app made.
    #[non_exhaustive]
    Session {
        /// When the host's token was believed from which the first session token was made, in
        /// seconds since the Unix epoch.
        authenticated_at: i64,
    },
}

/// What a lifecycle token has proved: the host itself says this about the tenant.
///
/// The caller still has to compare [`client_key`](Self::client_key) with the body's `clientKey`
/// and to answer [`ForeignTenant`](super::rejection::ForeignTenant) (403) when they differ.
#[derive(Debug, Clone)]
pub struct LifecycleClaims {
    client_key: String,
}

impl LifecycleClaims {
    pub(super) fn new(claims: &Claims<'_>) -> Self {
        Self {
            client_key: claims.issuer.clone().into_owned(),
        }
    }

    /// The tenant (`iss`).
    pub fn client_key(&self) -> &str {
        &self.client_key
    }
}

/// The `context` claim, read only when somebody asks: until then it stays in the token's payload,
/// which is kept instead of a copy.
#[derive(Clone, Default)]
pub struct TokenContext {
    payload: String,
    /// Empty when the token has no context.
    claim: Range<usize>,
}

impl TokenContext {
    /// The claim's JSON, if the token has one that says anything.
    pub fn json(&self) -> Option<&str> {
        let json = self.payload.get(self.claim.clone());
        json.filter(|json| !json.is_empty())
    }

    /// The claim as a type of the caller's choice.
    ///
    /// # Errors
    /// When the claim is not of that type.
    pub fn read<'c, T: Deserialize<'c>>(&'c self) -> Result<Option<T>, serde_json::Error> {
        self.json().map(serde_json::from_str).transpose()
    }
}

impl fmt::Debug for TokenContext {
    /// The claim may name people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenContext")
            .field(&self.json().is_some())
            .finish()
    }
}

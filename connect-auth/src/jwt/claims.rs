//! A token's claims, before and after its signature has been verified.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, de::Visitor};
use serde_json::value::RawValue;

use super::parse::Unverified;
use super::text::Text;
use super::{Audience, HmacKey, RsaPublicKey, TokenError};

/// The relevant claims; others are skipped, `context` is kept as raw JSON.
#[derive(Deserialize)]
pub(super) struct RawClaims<'p> {
    #[serde(borrow)]
    iss: Option<Text<'p>>,
    #[serde(borrow)]
    sub: Option<Text<'p>>,
    #[serde(borrow)]
    aud: Option<Audience<'p>>,
    #[serde(borrow)]
    qsh: Option<Text<'p>>,
    exp: Option<Seconds>,
    iat: Option<Seconds>,
    // A default instead of an `Option`: `null` is not a time and is rejected.
    #[serde(default)]
    nbf: Seconds,
    auth_time: Option<Seconds>,
    #[serde(borrow)]
    context: Option<&'p RawValue>,
}

/// The claims of a token whose signature has not been verified.
///
/// Only what is needed to find the key can be read.
pub struct UnverifiedClaims<'p> {
    token: &'p Unverified<'p>,
    claims: Claims<'p>,
}

/// The claims of a token whose signature has been verified.
pub struct Claims<'p> {
    /// The issuer: the tenant's clientKey, or the app's key on tokens of its own.
    pub issuer: Cow<'p, str>,
    /// The account id of the user; `None` for an anonymous user.
    pub subject: Option<Cow<'p, str>>,
    /// The audience of the token.
    pub audience: Audience<'p>,
    /// The hash of the request, or [`context-qsh`](crate::qsh::CONTEXT).
    pub qsh: Option<Cow<'p, str>>,
    /// Its expiry, in seconds since the Unix epoch.
    pub expires_at: i64,
    /// When it was issued, in seconds since the Unix epoch.
    pub issued_at: i64,
    /// The `context` claim, as raw JSON.
    pub context: Option<&'p RawValue>,
    /// When the user was first authenticated, on our own session tokens.
    pub auth_time: Option<i64>,
    not_before: i64,
}

impl<'p> UnverifiedClaims<'p> {
    pub(super) fn new(token: &'p Unverified<'p>, raw: RawClaims<'p>) -> Result<Self, TokenError> {
        Ok(Self {
            token,
            claims: Claims {
                issuer: raw.iss.ok_or(TokenError::Missing("iss"))?.0,
                subject: raw.sub.map(|text| text.0),
                audience: raw.aud.unwrap_or_default(),
                qsh: raw.qsh.map(|text| text.0),
                expires_at: raw.exp.ok_or(TokenError::Missing("exp"))?.0,
                issued_at: raw.iat.ok_or(TokenError::Missing("iat"))?.0,
                not_before: raw.nbf.0,
                auth_time: raw.auth_time.map(|seconds| seconds.0),
                context: raw.context,
            },
        })
    }

    /// The claimed issuer.
    pub fn issuer(&self) -> &str {
        &self.claims.issuer
    }

    /// The claimed audience.
    pub fn audience(&self) -> &Audience<'p> {
        &self.claims.audience
    }

    /// Whether the header names HS256 and the signature was made with `key`, for claims that will
    /// be rejected either way: so that the rejection takes as long as for a known tenant.
    pub fn is_signed_by(&self, key: &HmacKey) -> bool {
        self.token.check_hs256(key).is_ok()
    }

    /// The claims, if the header names HS256 and the signature was made with `key`.
    ///
    /// # Errors
    /// [`TokenError::Algorithm`], [`TokenError::Form`] or [`TokenError::Signature`].
    pub fn verify_hs256(self, key: &HmacKey) -> Result<Claims<'p>, TokenError> {
        self.token.check_hs256(key)?;
        Ok(self.claims)
    }

    /// The claims, if the header names RS256 and the signature was made with `key`.
    ///
    /// # Errors
    /// [`TokenError::Algorithm`], [`TokenError::Form`] or [`TokenError::Signature`].
    pub fn verify_rs256(self, key: &RsaPublicKey) -> Result<Claims<'p>, TokenError> {
        self.token.check_rs256(key)?;
        Ok(self.claims)
    }
}

impl Claims<'_> {
    /// Checks the token's times against `now`, both in seconds since the Unix epoch, allowing
    /// `leeway` seconds of clock skew.
    ///
    /// # Errors
    /// [`TokenError::Expired`] or [`TokenError::NotYetValid`].
    pub fn check_time(&self, now: i64, leeway: i64) -> Result<(), TokenError> {
        if now.saturating_sub(leeway) >= self.expires_at {
            Err(TokenError::Expired)
        } else if now.saturating_add(leeway) < self.not_before {
            Err(TokenError::NotYetValid)
        } else {
            Ok(())
        }
    }
}

impl Claims<'_> {
    /// Checks that the token's lifetime is at most `longest`, in seconds, and that it was not
    /// issued in the future: a token that is valid for years is as bad as one that never expires.
    ///
    /// # Errors
    /// [`TokenError::Wrong`] for a longer lifetime, [`TokenError::NotYetValid`] for a token from the
    /// future.
    pub fn check_lifetime(&self, longest: i64, now: i64, leeway: i64) -> Result<(), TokenError> {
        if self.expires_at.saturating_sub(self.issued_at) > longest {
            Err(TokenError::Wrong("exp"))
        } else if self.issued_at > now.saturating_add(leeway) {
            Err(TokenError::NotYetValid)
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for UnverifiedClaims<'_> {
    /// Prints no values: an attacker controls them until they are verified.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnverifiedClaims").finish_non_exhaustive()
    }
}

impl fmt::Debug for Claims<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("issuer", &self.issuer)
            .field("issued_at", &self.issued_at)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Seconds since the Unix epoch: a JSON number (RFC 7519, NumericDate), never a string.
struct Seconds(i64);

impl Default for Seconds {
    fn default() -> Self {
        Self(i64::MIN)
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = Seconds;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seconds")
            }

            fn visit_u64<E: serde::de::Error>(self, seconds: u64) -> Result<Seconds, E> {
                i64::try_from(seconds).map(Seconds).map_err(E::custom)
            }

            fn visit_i64<E>(self, seconds: i64) -> Result<Seconds, E> {
                Ok(Seconds(seconds))
            }

            fn visit_f64<E: serde::de::Error>(self, seconds: f64) -> Result<Seconds, E> {
                // Within 2^53 a double represents whole seconds exactly; there are no dates beyond.
                if seconds.abs() < 9_007_199_254_740_992.0 {
                    #[allow(clippy::cast_possible_truncation)] // bounded above
                    Ok(Seconds(seconds.floor() as i64))
                } else {
                    Err(E::custom("no date"))
                }
            }
        }

        deserializer.deserialize_any(Number)
    }
}

//! JSON Web Tokens, as far as Connect uses them: HS256 and RS256, nothing else.
//!
//! The verifying code chooses the algorithm, never the token: a header that names another one is
//! rejected. A token is processed in three steps, whose types enforce their order: [`parse`]
//! (form), [`UnverifiedClaims`] (who claims to be the issuer; enough to find the key), [`Claims`]
//! (signature verified). Times are checked last, by [`Claims::check_time`].
//!
//! ```
//! use connect_auth::jwt::{self, HmacKey};
//!
//! let key = HmacKey::new(b"the tenant's shared secret");
//! let token = jwt::sign_hs256(
//!     &serde_json::json!({ "iss": "client-key", "iat": 1_700_000_000, "exp": 1_700_000_180 }),
//!     &key,
//! )?;
//!
//! let token = jwt::parse(&token)?;
//! let claims = token.claims()?;
//! assert_eq!(claims.issuer(), "client-key");
//! let claims = claims.verify_hs256(&key)?;
//! claims.check_time(1_700_000_100, 30)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod audience;
mod base64url;
mod claims;
#[cfg(test)]
mod differential;
mod hmac;
mod key_set;
mod parse;
mod rsa;
#[cfg(test)]
mod tests;
mod text;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

pub use audience::Audience;
pub use claims::{Claims, UnverifiedClaims};
pub use hmac::HmacKey;
pub use key_set::{InvalidKeySet, KeySet};
pub use parse::{MAX_TOKEN_BYTES, Unverified, is_key_id, parse, parse_within};
pub use rsa::{InvalidPublicKey, RsaPublicKey};

/// Why a token is rejected, by the rules that only need the token.
///
/// Reveals nothing about the token's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// Longer than allowed for its kind: [`MAX_TOKEN_BYTES`] for Connect tokens.
    #[error("token is longer than its kind may be")]
    TooLong,
    /// Not three base64url segments without padding.
    #[error("token is not three base64url segments")]
    Form,
    /// The header is not a JSON object with a string `alg`, or requires an extension (`crit`).
    #[error("token header is not usable")]
    Header,
    /// `alg` is not the algorithm of this kind of token.
    #[error("token is signed with an algorithm that its kind does not use")]
    Algorithm,
    /// The payload is not a JSON object, or a claim has the wrong type or occurs twice.
    #[error("token payload is not usable")]
    Payload,
    /// A required claim is missing.
    #[error("token has no `{0}` claim")]
    Missing(&'static str),
    /// A claim has a value that this kind of token can't have.
    #[error("token has the wrong `{0}` claim")]
    Wrong(&'static str),
    /// The `kid` doesn't have the form `[A-Za-z0-9-]{1,64}`.
    #[error("token `kid` is not a well-formed key id")]
    KeyId,
    /// The signature was not made with the key.
    #[error("token signature does not match")]
    Signature,
    /// The token came before, with another body.
    #[error("token came before with another body")]
    Replayed,
    /// `exp` has passed.
    #[error("token has expired")]
    Expired,
    /// `nbf` is in the future.
    #[error("token is not valid yet")]
    NotYetValid,
}

/// The claims could not be serialized as JSON.
#[derive(Debug, thiserror::Error)]
#[error("claims can't be written as JSON")]
pub struct SignError(#[from] serde_json::Error);

/// `{"typ":"JWT","alg":"HS256"}`, in the spelling of the hosts' library.
const HS256_HEADER: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9";

/// A token with these claims, signed with HS256.
///
/// # Errors
/// If the claims can't be serialized as JSON.
///
/// ```
/// use connect_auth::jwt::{HmacKey, sign_hs256};
///
/// let token = sign_hs256(&serde_json::json!({ "iss": "com.example.votes" }), &HmacKey::new(b"s"))?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sign_hs256<C: Serialize + ?Sized>(claims: &C, key: &HmacKey) -> Result<String, SignError> {
    sign_hs256_after("", claims, key)
}

/// A token after a prefix, such as the name of an authentication scheme, in one string.
///
/// # Errors
/// If the claims can't be serialized as JSON.
pub fn sign_hs256_after<C: Serialize + ?Sized>(
    words: &str,
    claims: &C,
    key: &HmacKey,
) -> Result<String, SignError> {
    let payload = serde_json::to_vec(claims)?;
    // Exact, so that nothing is reallocated: the payload in base64 without padding, 43 characters
    // of signature, two dots.
    let encoded = (payload.len() * 4).div_ceil(3);
    let mut token = String::with_capacity(words.len() + HS256_HEADER.len() + encoded + 45);
    token.push_str(words);
    token.push_str(HS256_HEADER);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(&payload, &mut token);
    let signature = key.sign(&token.as_bytes()[words.len()..]);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut token);
    Ok(token)
}

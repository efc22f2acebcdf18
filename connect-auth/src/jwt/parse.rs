//! Parsing text into a well-formed token.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::claims::{RawClaims, UnverifiedClaims};
use super::{HmacKey, RsaPublicKey, TokenError, base64url};

/// The maximum length of a Connect token, in bytes. A longer one is rejected unread; a host's has
/// well under 2,000.
pub const MAX_TOKEN_BYTES: usize = 6 * 1024;

/// A well-formed token; nothing in it is trusted yet.
#[derive(Clone)]
pub struct Unverified<'t> {
    header: Header<'t>,
    payload: String,
    /// Header and payload, as signed.
    signed: &'t str,
    signature: &'t str,
}

#[derive(Clone)]
struct Header<'t> {
    algorithm: Cow<'t, str>,
    key_id: Option<Cow<'t, str>>,
}

/// Parses a token strictly: three base64url segments without padding, a header that is a JSON
/// object with a string `alg` and no `crit`.
///
/// # Errors
/// If it is malformed; see [`TokenError`].
///
/// ```
/// use connect_auth::jwt::{TokenError, parse};
///
/// assert_eq!(parse("a.b").unwrap_err(), TokenError::Form);
/// assert_eq!(parse(&"a".repeat(64 * 1024)).unwrap_err(), TokenError::TooLong);
/// ```
pub fn parse(token: &str) -> Result<Unverified<'_>, TokenError> {
    parse_within(token, MAX_TOKEN_BYTES)
}

/// The same, for a token of at most `most` bytes.
///
/// # Errors
/// As [`parse`].
pub fn parse_within(token: &str, most: usize) -> Result<Unverified<'_>, TokenError> {
    if token.len() > most {
        return Err(TokenError::TooLong);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Form)?;
    let (header, payload) = signed.split_once('.').ok_or(TokenError::Form)?;
    // A fourth segment would leave a dot in the payload, which is not a base64url character.
    let payload = decode(payload)?;
    // Once for the whole payload: the JSON parser would do it for each string.
    let payload = String::from_utf8(payload).map_err(|_| TokenError::Payload)?;
    Ok(Unverified {
        header: Header::parse(header)?,
        payload,
        signed,
        signature,
    })
}

fn decode(segment: &str) -> Result<Vec<u8>, TokenError> {
    base64url::decode(segment).ok_or(TokenError::Form)
}

/// serde could also read a struct from a JSON array; a header or payload that is one is rejected.
pub(super) fn is_object(json: &[u8]) -> bool {
    json.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

impl Header<'_> {
    fn parse(segment: &str) -> Result<Self, TokenError> {
        // The two common spellings of an HS256 header.
        const TYPE_FIRST: &str = super::HS256_HEADER;
        const ALGORITHM_FIRST: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
        if segment == TYPE_FIRST || segment == ALGORITHM_FIRST {
            return Ok(Self {
                algorithm: Cow::Borrowed("HS256"),
                key_id: None,
            });
        }

        #[derive(Deserialize)]
        struct Raw {
            alg: String,
            kid: Option<String>,
            // Unused, but no JWT library makes a header in which it is not a string.
            #[serde(rename = "typ")]
            _typ: Option<String>,
            // RFC 7515, section 4.1.11: an extension that must be understood, but isn't.
            crit: Option<IgnoredAny>,
        }
        let json = decode(segment)?;
        if !is_object(&json) {
            return Err(TokenError::Header);
        }
        let raw: Raw = serde_json::from_slice(&json).map_err(|_| TokenError::Header)?;
        if raw.crit.is_some() {
            return Err(TokenError::Header);
        }
        Ok(Self {
            algorithm: Cow::Owned(raw.alg),
            key_id: raw.kid.map(Cow::Owned),
        })
    }
}

impl<'t> Unverified<'t> {
    /// Whether the header names exactly this algorithm.
    pub fn is_algorithm(&self, algorithm: &str) -> bool {
        self.header.algorithm == algorithm
    }

    /// The header's `kid`, if it has the form `[A-Za-z0-9-]{1,64}`. It becomes part of the key
    /// host's URL, so nothing else may pass.
    ///
    /// # Errors
    /// If it is missing or has another form.
    pub fn key_id(&self) -> Result<&str, TokenError> {
        let key_id = self.header.key_id.as_deref();
        let key_id = key_id.ok_or(TokenError::Missing("kid"))?;
        if is_key_id(key_id) {
            Ok(key_id)
        } else {
            Err(TokenError::KeyId)
        }
    }

    /// The header's `kid`, for looking it up in a key set: any text of at most 255 bytes.
    ///
    /// # Errors
    /// If it is missing or longer.
    pub fn named_key(&self) -> Result<&str, TokenError> {
        let key_id = self.header.key_id.as_deref();
        let key_id = key_id.ok_or(TokenError::Missing("kid"))?;
        if key_id.is_empty() || key_id.len() > 255 {
            return Err(TokenError::KeyId);
        }
        Ok(key_id)
    }

    /// SHA-256 of the signed part. The signature is left out: one text can have several.
    pub fn fingerprint(&self) -> [u8; 32] {
        crate::fingerprint::of(self.signed.as_bytes())
    }

    /// Parses the claims, which are not verified yet.
    ///
    /// # Errors
    /// If the payload is not a JSON object, a claim has the wrong type, or `iss`, `exp` or `iat` is
    /// missing.
    pub fn claims(&self) -> Result<UnverifiedClaims<'_>, TokenError> {
        if !is_object(self.payload.as_bytes()) {
            return Err(TokenError::Payload);
        }
        let raw: RawClaims<'_> =
            serde_json::from_str(&self.payload).map_err(|_| TokenError::Payload)?;
        UnverifiedClaims::new(self, raw)
    }

    /// The range of a slice of the payload, such as a claim that borrows from it.
    pub(crate) fn place(&self, piece: &str) -> Range<usize> {
        let start = (piece.as_ptr() as usize).wrapping_sub(self.payload.as_ptr() as usize);
        start..start.saturating_add(piece.len())
    }

    /// Returns the payload, once the claims that borrow from it are no longer needed.
    pub(crate) fn into_payload(self) -> String {
        self.payload
    }

    pub(super) fn check_hs256(&self, key: &HmacKey) -> Result<(), TokenError> {
        if !self.is_algorithm("HS256") {
            return Err(TokenError::Algorithm);
        }
        // Decoding needs space for whole groups of four characters.
        let mut signature = [0; 48];
        let length = URL_SAFE_NO_PAD
            .decode_slice(self.signature, &mut signature)
            .map_err(|_| TokenError::Form)?;
        if key.verify(self.signed.as_bytes(), &signature[..length]) {
            Ok(())
        } else {
            Err(TokenError::Signature)
        }
    }

    pub(super) fn check_rs256(&self, key: &RsaPublicKey) -> Result<(), TokenError> {
        if !self.is_algorithm("RS256") {
            return Err(TokenError::Algorithm);
        }
        // `jsonwebtoken` reports both in the same way.
        decode(self.signature)?;
        if key.verify(self.signed.as_bytes(), self.signature) {
            Ok(())
        } else {
            Err(TokenError::Signature)
        }
    }
}

/// Whether text has the form of a key id: `[A-Za-z0-9-]{1,64}`.
///
/// ```
/// use connect_auth::jwt::is_key_id;
///
/// assert!(is_key_id("c7b2a9b4-0f4e-4a0f-9d62-5a0a3f0a9d11"));
/// assert!(!is_key_id("../evil"));
/// assert!(!is_key_id(""));
/// ```
pub fn is_key_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

impl std::fmt::Debug for Unverified<'_> {
    /// Only prints the algorithm: the rest is a credential.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unverified")
            .field("algorithm", &self.header.algorithm)
            .finish_non_exhaustive()
    }
}

//! JSON Web Tokens, genuine and forged.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
pub use jsonwebtoken::Algorithm;
use jsonwebtoken::EncodingKey;
use serde_json::{Map, Value};

use crate::error::HostError;
use crate::wire::clock::Clock;
use crate::wire::rsa_key::RsaKey;

/// How long a host's token is valid, in seconds ("Understanding JWT": three minutes).
pub const LIFETIME: i64 = 180;

/// Builds a token: genuine as it comes from a [`Host`](crate::Host), and open to every kind of
/// tampering, so that an app's tests can forge tokens.
///
/// ```
/// use connect_host::Clock;
/// use connect_host::tokens::TokenBuilder;
/// use serde_json::json;
///
/// let token = TokenBuilder::new(&Clock::system())
///     .claim("iss", "some-client-key")
///     .claim("aud", json!(["https://app.example"]))
///     .expires_in(-3600)
///     .without("iat")
///     .hs256("a secret")
///     .build()?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok::<(), connect_host::HostError>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct TokenBuilder {
    header: Map<String, Value>,
    raw_header: Option<Vec<u8>>,
    claims: Map<String, Value>,
    raw_payload: Option<Vec<u8>>,
    signature: Signature,
    now: i64,
}

/// How the last segment is created.
#[derive(Clone)]
enum Signature {
    Hmac(Algorithm, Vec<u8>),
    Rsa(Algorithm, RsaKey),
    Raw(Vec<u8>),
}

impl TokenBuilder {
    /// A token with only `typ`, `iat` and `exp`, unsigned (`alg` is `none`) until a signature is
    /// chosen.
    pub fn new(clock: &Clock) -> TokenBuilder {
        let now = clock.now();
        let mut token = TokenBuilder {
            header: Map::new(),
            raw_header: None,
            claims: Map::new(),
            raw_payload: None,
            signature: Signature::Raw(Vec::new()),
            now,
        };
        token.header.insert("typ".to_owned(), "JWT".into());
        token.unsigned().claim("iat", now).expires_in(LIFETIME)
    }

    /// Sets a claim, of any JSON type.
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims.insert(name.to_owned(), value.into());
        self
    }

    /// Removes a claim.
    pub fn without(mut self, name: &str) -> Self {
        self.claims.remove(name);
        self
    }

    /// Sets the `qsh` claim; see [`CanonicalRequest`](crate::qsh::CanonicalRequest).
    pub fn qsh(self, hash: impl Into<String>) -> Self {
        self.claim("qsh", hash.into())
    }

    /// Sets `iss`.
    pub fn issuer(self, issuer: &str) -> Self {
        self.claim("iss", issuer)
    }

    /// Sets `sub`, the account id of the user who is logged in.
    pub fn subject(self, account_id: &str) -> Self {
        self.claim("sub", account_id)
    }

    /// Sets `aud` to a list with this one audience.
    pub fn audience(self, audience: &str) -> Self {
        self.claim("aud", Value::from(vec![audience]))
    }

    /// Sets `exp` to this many seconds after the clock's time; negative means in the past.
    pub fn expires_in(self, seconds: i64) -> Self {
        let at = self.now + seconds;
        self.claim("exp", at)
    }

    /// Sets `nbf` to this many seconds after the clock's time.
    pub fn not_before_in(self, seconds: i64) -> Self {
        let at = self.now + seconds;
        self.claim("nbf", at)
    }

    /// Sends these bytes as the payload instead of the claims.
    pub fn raw_payload(mut self, payload: impl Into<Vec<u8>>) -> Self {
        self.raw_payload = Some(payload.into());
        self
    }

    /// Sets a header field, of any JSON type, without changing how the token is signed: setting `alg`
    /// after the signature was chosen makes it wrong on purpose.
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header.insert(name.to_owned(), value.into());
        self
    }

    /// Removes a header field.
    pub fn without_header(mut self, name: &str) -> Self {
        self.header.remove(name);
        self
    }

    /// Sends these bytes as the header instead of the fields.
    pub fn raw_header(mut self, header: impl Into<Vec<u8>>) -> Self {
        self.raw_header = Some(header.into());
        self
    }

    /// Sets `kid`.
    pub fn key_id(self, kid: &str) -> Self {
        self.header("kid", kid)
    }

    /// Signs with HMAC-SHA256 and sets `alg`. The secret is used as bytes, so a public key's
    /// PEM works too, which is the algorithm confusion that an app must resist.
    pub fn hs256(self, secret: impl AsRef<[u8]>) -> Self {
        self.hmac(Algorithm::HS256, secret)
    }

    /// Signs with an HMAC of any size and sets `alg`.
    pub fn hmac(mut self, algorithm: Algorithm, secret: impl AsRef<[u8]>) -> Self {
        self.signature = Signature::Hmac(algorithm, secret.as_ref().to_vec());
        self.header("alg", name(algorithm))
    }

    /// Signs with RSASSA-PKCS1-v1_5 and SHA-256 and sets `alg`.
    pub fn rs256(self, key: &RsaKey) -> Self {
        self.rsa(Algorithm::RS256, key)
    }

    /// Signs with an RSA algorithm of choice (`RS512`, `PS256`, …) and sets `alg`.
    pub fn rsa(mut self, algorithm: Algorithm, key: &RsaKey) -> Self {
        self.signature = Signature::Rsa(algorithm, key.clone());
        self.header("alg", name(algorithm))
    }

    /// Leaves the token unsigned: `alg` is `none` and the last segment empty.
    pub fn unsigned(self) -> Self {
        self.raw_signature(Vec::new()).header("alg", "none")
    }

    /// Sends these bytes as the signature and leaves `alg` alone.
    pub fn raw_signature(mut self, signature: impl Into<Vec<u8>>) -> Self {
        self.signature = Signature::Raw(signature.into());
        self
    }

    /// The claims as they will be sent, unless a raw payload replaces them.
    #[must_use]
    pub fn claims(&self) -> &Map<String, Value> {
        &self.claims
    }

    /// The token in its compact form.
    ///
    /// # Errors
    /// [`HostError::Signing`] when the key can't sign with the algorithm.
    pub fn build(&self) -> Result<String, HostError> {
        let header = segment(self.raw_header.as_deref(), &self.header);
        let payload = segment(self.raw_payload.as_deref(), &self.claims);
        let message = format!("{header}.{payload}");
        let signature = match &self.signature {
            Signature::Raw(bytes) => URL_SAFE_NO_PAD.encode(bytes),
            Signature::Hmac(algorithm, secret) => {
                sign(&message, &EncodingKey::from_secret(secret), *algorithm)?
            }
            Signature::Rsa(algorithm, key) => {
                let key =
                    EncodingKey::from_rsa_pem(key.private_pem().as_bytes()).map_err(|source| {
                        HostError::Signing {
                            algorithm: *algorithm,
                            source,
                        }
                    })?;
                sign(&message, &key, *algorithm)?
            }
        };
        Ok(format!("{message}.{signature}"))
    }
}

/// Shows header and claims, which are sent in a URL anyway, but not the key.
impl fmt::Debug for TokenBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenBuilder")
            .field("header", &self.header)
            .field("claims", &self.claims)
            .finish_non_exhaustive()
    }
}

fn name(algorithm: Algorithm) -> Value {
    // `Algorithm`'s own serialisation is the registered name.
    serde_json::to_value(algorithm).unwrap_or_default()
}

fn segment(raw: Option<&[u8]>, fields: &Map<String, Value>) -> String {
    match raw {
        Some(bytes) => URL_SAFE_NO_PAD.encode(bytes),
        None => URL_SAFE_NO_PAD.encode(Value::Object(fields.clone()).to_string()),
    }
}

fn sign(message: &str, key: &EncodingKey, algorithm: Algorithm) -> Result<String, HostError> {
    jsonwebtoken::crypto::sign(message.as_bytes(), key, algorithm)
        .map_err(|source| HostError::Signing { algorithm, source })
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
    use serde_json::json;

    use super::*;

    fn genuine() -> TokenBuilder {
        TokenBuilder::new(&Clock::system())
            .issuer("tenant")
            .qsh("abc")
    }

    #[test]
    fn an_hmac_token_is_what_another_library_reads() {
        let token = genuine().hs256("secret").build().unwrap();
        let key = DecodingKey::from_secret(b"secret");
        let read = decode::<Value>(&token, &key, &Validation::new(Algorithm::HS256)).unwrap();
        assert_eq!(read.claims["iss"], "tenant");
        let iat = read.claims["iat"].as_i64().unwrap();
        assert_eq!(read.claims["exp"], json!(iat + 180));
    }

    #[test]
    fn rsa_tokens_of_each_padding_verify() {
        let key = RsaKey::shared().unwrap();
        let public = DecodingKey::from_rsa_pem(key.public_pem().as_bytes()).unwrap();
        for algorithm in [Algorithm::RS256, Algorithm::RS512, Algorithm::PS256] {
            let token = genuine().rsa(algorithm, &key).key_id("k").build().unwrap();
            assert_eq!(decode_header(&token).unwrap().kid.as_deref(), Some("k"));
            decode::<Value>(&token, &public, &Validation::new(algorithm)).unwrap();
        }
    }

    #[test]
    fn tampering_leaves_the_rest_alone() {
        let token = genuine()
            .hs256("secret")
            .header("alg", json!(["HS256"]))
            .without("qsh");
        assert!(!token.claims().contains_key("qsh"));
        let text = token.build().unwrap();
        let header = URL_SAFE_NO_PAD
            .decode(text.split('.').next().unwrap())
            .unwrap();
        assert_eq!(header, br#"{"alg":["HS256"],"typ":"JWT"}"#);
        let unsigned = genuine()
            .hs256("secret")
            .unsigned()
            .raw_payload("null")
            .build()
            .unwrap();
        assert!(unsigned.ends_with(".bnVsbA."));
    }

    #[test]
    fn debug_shows_no_key() {
        assert!(!format!("{:?}", genuine().hs256("very secret")).contains("very secret"));
    }
}

//! Reading the tokens that an app signs.
//!
//! Written from the platform's page "Understanding JWT for Connect apps"; it shares nothing with
//! the app's own code, so that a mistake on either side shows.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::{Map, Value};

/// How far the app's clock may differ from the host's, in seconds.
const LEEWAY: i64 = 30;

/// The claims of a token whose signature and times are valid.
pub(crate) struct Claims(Map<String, Value>);

/// The keys with which a token may be signed.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'a> {
    /// The shared secret, for HS256.
    pub(crate) secret: &'a str,
    /// The public key, for RS256, for tokens that a host sends.
    pub(crate) public: Option<&'a str>,
}

impl<'a> Keys<'a> {
    /// The key of an app, which signs only with the shared secret.
    pub(crate) fn secret(secret: &'a str) -> Keys<'a> {
        Keys {
            secret,
            public: None,
        }
    }
}

impl Claims {
    /// Reads a token that is signed with one of these keys.
    pub(crate) fn read(token: &str, keys: Keys<'_>, now: i64) -> Result<Claims, &'static str> {
        let (message, signature) = token.rsplit_once('.').ok_or("the token has no signature")?;
        let (header, payload) = message
            .split_once('.')
            .ok_or("the token has fewer than three parts")?;
        let header = part(header).ok_or("the token's header can't be read")?;
        let algorithm = header.get("alg").and_then(Value::as_str);
        let (key, algorithm, forged) = match (algorithm, keys.public) {
            (Some("HS256"), _) => (
                DecodingKey::from_secret(keys.secret.as_bytes()),
                Algorithm::HS256,
                "the token is signed with another secret",
            ),
            (Some("RS256"), Some(pem)) => (
                DecodingKey::from_rsa_pem(pem.as_bytes())
                    .map_err(|_| "the public key can't be read")?,
                Algorithm::RS256,
                "the token is signed with another key",
            ),
            (_, None) => return Err("the token is not signed with HS256"),
            (_, Some(_)) => return Err("the token is signed with neither HS256 nor RS256"),
        };
        let genuine = crypto::verify(signature, message.as_bytes(), &key, algorithm);
        if !genuine.unwrap_or(false) {
            return Err(forged);
        }
        let claims = Claims(part(payload).ok_or("the token's claims can't be read")?);
        let expiry = claims.time("exp").ok_or("the token has no `exp`")?;
        let issued = claims.time("iat").ok_or("the token has no `iat`")?;
        if expiry.saturating_add(LEEWAY) <= now {
            return Err("the token has expired");
        }
        if issued.saturating_sub(LEEWAY) > now {
            return Err("the token was issued in the future");
        }
        let begins = claims.time("nbf");
        if begins.is_some_and(|begins| begins.saturating_sub(LEEWAY) > now) {
            return Err("the token is not valid yet");
        }
        Ok(claims)
    }

    /// A claim, if it is text.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A claim, if it is a time in seconds.
    pub(crate) fn time(&self, name: &str) -> Option<i64> {
        self.0.get(name)?.as_i64()
    }

    /// Whether the token is for this audience, which may be one of several.
    pub(crate) fn is_for(&self, audience: &str) -> bool {
        match self.0.get("aud") {
            Some(Value::String(only)) => only == audience,
            Some(Value::Array(list)) => list.iter().any(|one| one == audience),
            _ => false,
        }
    }

    /// Whether the token names an audience at all.
    pub(crate) fn names_an_audience(&self) -> bool {
        self.0.contains_key("aud")
    }
}

/// The issuer of an unverified token, only for finding the secret to verify it with.
pub(crate) fn unverified_issuer(token: &str) -> Option<String> {
    let payload = token.split('.').nth(1)?;
    Some(part(payload)?.get("iss")?.as_str()?.to_owned())
}

fn part(segment: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).ok()?).ok()
}

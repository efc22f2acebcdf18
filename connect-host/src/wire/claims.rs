//! Reading the tokens that an app signs.
//!
//! Written from the platform's page "Understanding JWT for Connect apps"; it shares nothing with
//! the app's own code, so that a mistake on either side shows.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, crypto};
use serde_json::{Map, Value};

/// How far the app's clock may be from the host's, in seconds.
const LEEWAY: i64 = 30;

/// The claims of a token whose signature and times are right.
pub(crate) struct Claims(Map<String, Value>);

impl Claims {
    /// Reads a token that must be signed with HS256.
    pub(crate) fn read(token: &str, secret: &str, now: i64) -> Result<Claims, &'static str> {
        let (message, signature) = token.rsplit_once('.').ok_or("the token has no signature")?;
        let (header, payload) = message
            .split_once('.')
            .ok_or("the token has fewer than three parts")?;
        let header = part(header).ok_or("the token's header can't be read")?;
        if header.get("alg").and_then(Value::as_str) != Some("HS256") {
            return Err("the token is not signed with HS256");
        }
        let key = DecodingKey::from_secret(secret.as_bytes());
        let genuine = crypto::verify(signature, message.as_bytes(), &key, Algorithm::HS256);
        if !genuine.unwrap_or(false) {
            return Err("the token is signed with another secret");
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

    /// Whether the token is for this audience, which may be one of a list.
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

/// The issuer of a token before it is verified: only for finding the secret to verify it with.
pub(crate) fn unverified_issuer(token: &str) -> Option<String> {
    let payload = token.split('.').nth(1)?;
    Some(part(payload)?.get("iss")?.as_str()?.to_owned())
}

fn part(segment: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segment).ok()?).ok()
}

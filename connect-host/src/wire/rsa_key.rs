//! RSA keys for signed install, and for the invocation tokens of Forge.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::error::HostError;

/// An RSA key pair, with which the platform signs lifecycle tokens, and Forge its invocation tokens.
///
/// Generating one takes a moment (seconds in a debug build), so hosts share [`RsaKey::shared`], one
/// per process; each publishes it under its own key id.
#[derive(Clone)]
pub struct RsaKey(Arc<Pair>);

struct Pair {
    private_pem: String,
    public_pem: String,
    modulus: String,
    exponent: String,
}

impl RsaKey {
    /// Generates a new 2048-bit key.
    ///
    /// # Errors
    /// [`HostError::KeyGeneration`] when the system provides no random bytes.
    pub fn generate() -> Result<RsaKey, HostError> {
        let failed = |source: Unspecified| HostError::KeyGeneration(source.into());
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
        let private: Pkcs8V1Der<'static> = pair.as_der().map_err(failed)?;
        let public: PublicKeyX509Der<'static> = pair.public_key().as_der().map_err(failed)?;
        let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let key = pair.public_key();
        Ok(RsaKey(Arc::new(Pair {
            modulus: number(key.modulus().big_endian_without_leading_zero()),
            exponent: number(key.exponent().big_endian_without_leading_zero()),
            private_pem: pem("PRIVATE KEY", private.as_ref()),
            public_pem: pem("PUBLIC KEY", public.as_ref()),
        })))
    }

    /// The key that all key hosts of this process publish unless they are given another one.
    ///
    /// # Errors
    /// As [`RsaKey::generate`], until a key has been generated.
    pub fn shared() -> Result<RsaKey, HostError> {
        static SHARED: Mutex<Option<RsaKey>> = Mutex::new(None);
        let mut shared = SHARED.lock();
        if let Some(key) = &*shared {
            return Ok(key.clone());
        }
        let key = RsaKey::generate()?;
        *shared = Some(key.clone());
        Ok(key)
    }

    /// The public half as a key host serves it: one PEM block with the label `PUBLIC KEY`.
    #[must_use]
    pub fn public_pem(&self) -> &str {
        &self.0.public_pem
    }

    /// The public half as an entry of a key set, under this id (RFC 7517).
    #[must_use]
    pub fn public_jwk(&self, kid: &str) -> Value {
        json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": kid,
            "n": self.0.modulus, "e": self.0.exponent,
        })
    }

    /// The private half as PKCS #8 PEM, for tests that publish what must never be accepted.
    #[must_use]
    pub fn private_pem(&self) -> &str {
        &self.0.private_pem
    }
}

/// Does not show the key.
impl fmt::Debug for RsaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaKey(…)")
    }
}

fn pem(label: &str, der: &[u8]) -> String {
    let base64 = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = base64.as_str();
    while !rest.is_empty() {
        let (line, more) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = more;
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shared_key_is_made_once_and_prints_nothing() {
        let a = RsaKey::shared().unwrap();
        let b = RsaKey::shared().unwrap();
        assert_eq!(a.public_pem(), b.public_pem());
        assert!(a.public_pem().starts_with("-----BEGIN PUBLIC KEY-----\n"));
        assert!(a.public_pem().ends_with("-----END PUBLIC KEY-----\n"));
        assert_eq!(format!("{a:?}"), "RsaKey(…)");
    }
}

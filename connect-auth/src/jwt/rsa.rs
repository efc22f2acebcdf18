//! RS256: the public keys of hosts and platforms. `jsonwebtoken` does the verification.

use std::fmt;

use aws_lc_rs::signature::RsaParameters;
use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind};

/// An RSA public key of 2048 to 8192 bits, for RS256.
#[derive(Clone)]
pub struct RsaPublicKey(DecodingKey);

/// The response is not one usable RSA public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPublicKey {
    /// Not exactly one `PUBLIC KEY` or `RSA PUBLIC KEY` block and nothing else.
    #[error("not one PEM block of a public key")]
    Pem,
    /// The content is not an RSA public key for RS256.
    #[error("not an RSA public key")]
    NotRsa,
    /// The modulus has fewer than 2048 or more than 8192 bits.
    #[error("RSA modulus of {0} bits")]
    Size(u32),
}

impl RsaPublicKey {
    /// Parses a key in PEM format: exactly one block, labelled `PUBLIC KEY` or `RSA PUBLIC KEY`,
    /// and nothing but white space around it. CRLF line endings and a missing final newline are
    /// accepted.
    ///
    /// # Errors
    /// If it is anything else: a page, a certificate, a private key, another type of key, a short
    /// one, two blocks.
    pub fn from_pem(text: &str) -> Result<Self, InvalidPublicKey> {
        // The library would accept a certificate, the first of two blocks, and text around one.
        let text = text.trim_ascii();
        if !["PUBLIC KEY", "RSA PUBLIC KEY"]
            .into_iter()
            .any(|label| is_block(text, label))
        {
            return Err(InvalidPublicKey::Pem);
        }
        let key =
            DecodingKey::from_rsa_pem(text.as_bytes()).map_err(|_| InvalidPublicKey::NotRsa)?;
        let DecodingKeyKind::SecretOrDer(der) = key.kind() else {
            return Err(InvalidPublicKey::NotRsa);
        };
        // The library would accept trailing data after the key.
        if !is_one_sequence(der) {
            return Err(InvalidPublicKey::NotRsa);
        }
        let bits = RsaParameters::public_modulus_len(der).map_err(|_| InvalidPublicKey::NotRsa)?;
        Self::of_size(key, bits)
    }

    /// Takes a key from a key set: RSA, and not for another use or algorithm than RS256.
    ///
    /// # Errors
    /// If it is another type of key, or too short.
    pub fn from_jwk(jwk: &Jwk) -> Result<Self, InvalidPublicKey> {
        let common = &jwk.common;
        let for_rs256 = matches!(common.key_algorithm, None | Some(KeyAlgorithm::RS256))
            && matches!(common.public_key_use, None | Some(PublicKeyUse::Signature));
        let key = DecodingKey::from_jwk(jwk).map_err(|_| InvalidPublicKey::NotRsa)?;
        let modulus = match key.kind() {
            DecodingKeyKind::RsaModulusExponent { n, .. } if for_rs256 => n,
            _ => return Err(InvalidPublicKey::NotRsa),
        };
        let bits = bits(modulus);
        Self::of_size(key, bits)
    }

    fn of_size(key: DecodingKey, bits: u32) -> Result<Self, InvalidPublicKey> {
        if (2048..=8192).contains(&bits) {
            Ok(Self(key))
        } else {
            Err(InvalidPublicKey::Size(bits))
        }
    }

    /// Whether `signature`, in base64url, is valid for `message` with RS256.
    pub(super) fn verify(&self, message: &[u8], signature: &str) -> bool {
        jsonwebtoken::crypto::verify(signature, message, &self.0, Algorithm::RS256)
            .unwrap_or_default()
    }
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaPublicKey")
    }
}

/// Whether text is a single PEM block with this label and nothing else.
fn is_block(text: &str, label: &str) -> bool {
    let inner = text
        .strip_prefix("-----BEGIN ")
        .and_then(|rest| rest.strip_prefix(label))
        .and_then(|rest| rest.strip_prefix("-----"))
        .and_then(|rest| rest.strip_suffix("-----"))
        .and_then(|rest| rest.strip_suffix(label))
        .and_then(|rest| rest.strip_suffix("-----END "));
    // A second block would contain dashes, which are not base64.
    inner.is_some_and(|base64| !base64.contains('-'))
}

/// Whether DER is one sequence with nothing after it.
fn is_one_sequence(der: &[u8]) -> bool {
    match der {
        [0x30, 0x82, high, low, content @ ..] => {
            content.len() == usize::from(u16::from_be_bytes([*high, *low]))
        }
        [0x30, 0x81, length, content @ ..] => content.len() == usize::from(*length),
        _ => false,
    }
}

/// The size of a big-endian unsigned integer, in bits.
fn bits(modulus: &[u8]) -> u32 {
    let Some(first) = modulus.iter().position(|byte| *byte != 0) else {
        return 0;
    };
    let bits = (modulus.len() - first) * 8 - modulus[first].leading_zeros() as usize;
    u32::try_from(bits).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;

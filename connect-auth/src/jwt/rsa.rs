//! RS256: the host's public key.

use std::fmt;

use aws_lc_rs::rsa::PublicKey;
use aws_lc_rs::signature::{ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaParameters};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// An RSA public key of at least 2048 bits, for RS256.
#[derive(Clone)]
pub struct RsaPublicKey(ParsedPublicKey);

/// What was served is not one usable RSA public key in PEM form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPublicKey {
    /// Not exactly one `PUBLIC KEY` or `RSA PUBLIC KEY` block and nothing else.
    #[error("not one PEM block of a public key")]
    Pem,
    /// The block's content is not an RSA public key.
    #[error("not an RSA public key")]
    Der,
    /// The modulus has fewer than 2048 or more than 8192 bits.
    #[error("RSA modulus of {0} bits")]
    Size(u32),
}

impl RsaPublicKey {
    /// Reads a key in PEM form: exactly one block, labelled `PUBLIC KEY` or `RSA PUBLIC KEY`, and
    /// nothing but white space around it (SECURITY case 202). CRLF line ends and a missing final
    /// newline are fine.
    ///
    /// # Errors
    /// When it is anything else: a page, a certificate, a private key, another kind of key, a
    /// short one, two blocks.
    pub fn from_pem(text: &str) -> Result<Self, InvalidPublicKey> {
        let text = text.trim_ascii();
        let pkcs1 = if let Some(body) = block(text, "PUBLIC KEY") {
            let der = decode(body)?;
            if !sequence(&der).is_some_and(|content| content.starts_with(&RSA_ENCRYPTION)) {
                return Err(InvalidPublicKey::Der);
            }
            let key = PublicKey::from_der(&der).map_err(|_| InvalidPublicKey::Der)?;
            key.as_ref().to_vec()
        } else {
            decode(block(text, "RSA PUBLIC KEY").ok_or(InvalidPublicKey::Pem)?)?
        };
        if sequence(&pkcs1).is_none() {
            return Err(InvalidPublicKey::Der);
        }
        let bits = RsaParameters::public_modulus_len(&pkcs1).map_err(|_| InvalidPublicKey::Der)?;
        if !(2048..=8192).contains(&bits) {
            return Err(InvalidPublicKey::Size(bits));
        }
        ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &pkcs1)
            .map(Self)
            .map_err(|_| InvalidPublicKey::Der)
    }

    pub(super) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.0.verify_sig(message, signature).is_ok()
    }
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RsaPublicKey")
    }
}

/// What stands between the two lines of a block with this label.
fn block<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let rest = text.strip_prefix("-----BEGIN ")?.strip_prefix(label)?;
    let rest = rest.strip_prefix("-----")?;
    let body = rest.strip_suffix("-----")?.strip_suffix(label)?;
    body.strip_suffix("-----END ")
}

/// A second block fails here: its dashes are no base64.
fn decode(body: &str) -> Result<Vec<u8>, InvalidPublicKey> {
    let base64: Vec<u8> = body
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    STANDARD.decode(base64).map_err(|_| InvalidPublicKey::Pem)
}

/// The content of a DER sequence with nothing after it: the library would not mind a rest.
fn sequence(der: &[u8]) -> Option<&[u8]> {
    let (length, content) = match der {
        [0x30, 0x82, high, low, content @ ..] => {
            (usize::from(u16::from_be_bytes([*high, *low])), content)
        }
        [0x30, 0x81, length, content @ ..] => (usize::from(*length), content),
        _ => return None,
    };
    (content.len() == length).then_some(content)
}

/// The algorithm of a SubjectPublicKeyInfo for `rsaEncryption`. A key may also be for RSASSA-PSS
/// only, which RS256 is not.
const RSA_ENCRYPTION: [u8; 15] = [
    0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
];

#[cfg(test)]
mod tests;

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
        let body = block(text, "PUBLIC KEY")
            .or_else(|| block(text, "RSA PUBLIC KEY"))
            .ok_or(InvalidPublicKey::Pem)?;
        let mut base64 = String::with_capacity(body.len());
        base64.extend(body.chars().filter(|c| !c.is_ascii_whitespace()));
        // A second block's dashes are no base64 either.
        let der = STANDARD
            .decode(base64)
            .map_err(|_| InvalidPublicKey::Pem)?;
        let key = PublicKey::from_der(&der).map_err(|_| InvalidPublicKey::Der)?;
        let bits =
            RsaParameters::public_modulus_len(key.as_ref()).map_err(|_| InvalidPublicKey::Der)?;
        if !(2048..=8192).contains(&bits) {
            return Err(InvalidPublicKey::Size(bits));
        }
        ParsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.as_ref())
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

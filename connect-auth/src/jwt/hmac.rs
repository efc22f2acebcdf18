//! HS256: the key that the app and the host share.

use std::fmt;

use aws_lc_rs::hmac;

/// A tenant's shared secret, prepared for signing and verifying with HS256.
///
/// The two hash states that every signature starts from are computed once, here, and are wiped when
/// the key is dropped. Cloning is cheap compared to making a key; `Debug` reveals nothing.
///
/// ```
/// use connect_auth::jwt::HmacKey;
///
/// let key = HmacKey::new(b"the tenant's sharedSecret, as UTF-8 bytes");
/// assert_eq!(format!("{key:?}"), "HmacKey(…)");
/// ```
#[derive(Clone)]
pub struct HmacKey(hmac::Key);

impl HmacKey {
    /// The key made from these bytes: the `sharedSecret` exactly as in the install payload, never
    /// base64-decoded.
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// Derives a key for a purpose of our own, from which the secret can't be recovered.
    ///
    /// Its signatures are never valid for the secret itself, and it changes when the secret does.
    pub fn derive(&self, purpose: &str, app_key: &str) -> Self {
        let mut context = hmac::Context::with_key(&self.0);
        context.update(purpose.as_bytes());
        context.update(&[0]);
        context.update(app_key.as_bytes());
        Self::new(context.sign().as_ref())
    }

    /// The signature of `message`.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 32] {
        let mut signature = [0; 32];
        signature.copy_from_slice(hmac::sign(&self.0, message).as_ref());
        signature
    }

    /// Whether `signature` is valid for `message`, compared in constant time.
    pub(crate) fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        hmac::verify(&self.0, message, signature).is_ok()
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacKey(…)")
    }
}

//! The secret that a host and an app share, which doesn't leak into logs.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use zeroize::Zeroizing;

/// A tenant's `sharedSecret`: the key of every HS256 token between that host and this app.
///
/// Its bytes are used as the host sent them (UTF-8, never base64-decoded), are wiped from memory
/// when the last copy is dropped, and never appear in `Debug` output. There is deliberately no
/// `Display`.
///
/// ```
/// use connect_auth::Secret;
///
/// let secret = Secret::new("a shared secret")?;
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// # Ok::<(), connect_auth::InvalidSecret>(())
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<Box<[u8]>>);

/// In constant time for secrets of equal length.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl Eq for Secret {}

impl Secret {
    /// The maximum length of a secret, in bytes. Hosts send well under a hundred.
    pub const MAX_BYTES: usize = 400;

    /// Takes a secret from the install payload.
    ///
    /// # Errors
    /// [`InvalidSecret`] if it is empty (an empty key would make every signature guessable) or
    /// longer than [`Secret::MAX_BYTES`].
    pub fn new(secret: &str) -> Result<Self, InvalidSecret> {
        Self::from_bytes(secret.as_bytes())
    }

    /// Takes a secret from the output of [`Secret::as_bytes`].
    ///
    /// # Errors
    /// As [`Secret::new`].
    pub fn from_bytes(secret: &[u8]) -> Result<Self, InvalidSecret> {
        match secret.len() {
            0 => Err(InvalidSecret::Empty),
            bytes if bytes > Self::MAX_BYTES => Err(InvalidSecret::TooLong { bytes }),
            _ => Ok(Self(Zeroizing::new(Box::from(secret)))),
        }
    }

    /// The bytes, for signing and for sealing.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a `sharedSecret` was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSecret {
    /// It is empty: with an empty key, anyone could sign.
    #[error("the shared secret is empty")]
    Empty,
    /// It is longer than [`Secret::MAX_BYTES`].
    #[error(
        "the shared secret has {bytes} bytes, and at most {} are kept",
        Secret::MAX_BYTES
    )]
    TooLong {
        /// Its length, in bytes.
        bytes: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_checked_in_bytes() {
        for length in [1, 31, 32, 400] {
            let text = "s".repeat(length);
            assert_eq!(Secret::new(&text).unwrap().as_bytes(), text.as_bytes());
        }
        assert_eq!(Secret::new(""), Err(InvalidSecret::Empty));
        for bytes in [401, 4096] {
            assert_eq!(
                Secret::new(&"s".repeat(bytes)),
                Err(InvalidSecret::TooLong { bytes })
            );
        }
        assert_eq!(
            Secret::new("gehäim=").unwrap().as_bytes(),
            "gehäim=".as_bytes()
        );
        // Counted in bytes: 200 characters of two bytes fit, one more does not.
        assert!(Secret::new(&"ä".repeat(200)).is_ok());
        assert!(Secret::new(&"ä".repeat(201)).is_err());
    }

    #[test]
    fn debug_shows_nothing() {
        let secret = Secret::new("plain-text-secret").unwrap();
        assert_eq!(
            format!("{secret:?} {:?}", Some(&secret)),
            "Secret(…) Some(Secret(…))"
        );
    }
}

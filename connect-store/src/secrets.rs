//! The secrets of a row: the current one, and former ones that may still be in use.

use zeroize::Zeroizing;

use super::Secret;

/// How many former secrets are kept. An install that the host gives up leaves one that is never
/// used, and its next attempt brings another.
const MOST_PREVIOUS: usize = 3;

/// The secrets of one tenant.
///
/// A host that does not get the response to an install keeps using its former secret, so the former
/// ones stay valid until a request proves that the host has the new one. Source: "Installation
/// lifecycle security".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    /// The latest install's secret.
    pub current: Secret,
    /// Former secrets that the host may still use, latest first.
    pub previous: Vec<Secret>,
}

impl Secrets {
    /// The secret of a first install.
    pub fn new(current: Secret) -> Self {
        Self {
            current,
            previous: Vec::new(),
        }
    }

    /// The secrets after another install.
    #[must_use]
    pub fn rotated(self, current: Secret) -> Self {
        let mut previous: Vec<Secret> = Vec::with_capacity(MOST_PREVIOUS);
        for former in std::iter::once(self.current).chain(self.previous) {
            if former != current && !previous.contains(&former) {
                previous.push(former);
            }
        }
        // After a series of failed installs, the oldest is the likeliest to be in use.
        if previous.len() > MOST_PREVIOUS {
            previous.drain(MOST_PREVIOUS - 1..previous.len() - 1);
        }
        Self { current, previous }
    }

    /// The secrets once the host is known to have the current one; `None` if there was no other.
    pub(crate) fn settled(&self) -> Option<Self> {
        (!self.previous.is_empty()).then(|| Self::new(self.current.clone()))
    }

    /// One byte string for a store to seal: each secret preceded by its length.
    pub(crate) fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let all = || std::iter::once(&self.current).chain(&self.previous);
        // Large enough for a cipher's tag too: growing would leave a copy behind.
        let length = all()
            .map(|secret| secret.as_bytes().len() + 2)
            .sum::<usize>()
            + 16;
        let mut bytes = Zeroizing::new(Vec::with_capacity(length));
        for secret in all() {
            // A secret has 400 bytes at most.
            let length = u16::try_from(secret.as_bytes().len()).unwrap_or(u16::MAX);
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(secret.as_bytes());
        }
        bytes
    }

    /// Parses the output of [`Secrets::to_bytes`].
    pub(crate) fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut secrets = Vec::new();
        while !bytes.is_empty() {
            let (length, rest) = bytes.split_first_chunk::<2>()?;
            let (secret, rest) = rest.split_at_checked(u16::from_be_bytes(*length).into())?;
            secrets.push(Secret::from_bytes(secret).ok()?);
            bytes = rest;
        }
        let mut secrets = secrets.into_iter();
        Some(Self {
            current: secrets.next()?,
            previous: secrets.collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text).unwrap()
    }

    #[test]
    fn the_former_ones_are_kept_once_and_the_oldest_longest() {
        let mut secrets = Secrets::new(secret("0"));
        for n in ["1", "2", "2", "3"] {
            secrets = secrets.rotated(secret(n));
        }
        assert_eq!(secrets.current, secret("3"));
        assert_eq!(secrets.previous, ["2", "1", "0"].map(secret));
        let secrets = secrets.rotated(secret("4"));
        assert_eq!(secrets.previous, ["3", "2", "0"].map(secret));
        let back = secrets.rotated(secret("2"));
        assert_eq!(back.previous, ["4", "3", "0"].map(secret));
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        let longest = "s".repeat(Secret::MAX_BYTES);
        let secrets = Secrets::new(secret("ä\0")).rotated(secret(&longest));
        let bytes = secrets.to_bytes();
        assert!(bytes.capacity() >= bytes.len() + 16);
        assert_eq!(Secrets::from_bytes(&bytes), Some(secrets));
        for length in 0..bytes.len() {
            let cut = Secrets::from_bytes(&bytes[..length]);
            // Cut between two secrets, it is shorter but still only contains what was written.
            assert_eq!(cut.is_some(), length == longest.len() + 2, "{length}");
        }
        assert_eq!(Secrets::from_bytes(&[0, 0]), None, "an empty secret");
    }
}

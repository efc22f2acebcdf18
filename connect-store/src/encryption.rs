//! Encryption of secrets at rest.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::{Secret, StoreError};

/// Seals tenants' secrets with AES-256-GCM, under keys that lie outside the database.
///
/// Keys are written `id:base64`, with commas between them (`CONNECT_SECRET_KEYS`). The first one
/// seals, each one opens: to rotate, put the new key first, run
/// [`TenantStore::reseal`](super::TenantStore::reseal), then drop the old one. A sealed secret is
/// bound to its row's app key and `clientKey`, so that it opens in no other row.
///
/// ```
/// use connect_store::Sealer;
///
/// let sealer = Sealer::from_keys("2026:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")?;
/// assert_eq!(sealer.key_id(), Some("2026"));
/// # Ok::<(), connect_store::InvalidKeys>(())
/// ```
#[derive(Clone)]
pub struct Sealer(Arc<[Key]>);

struct Key {
    id: Box<str>,
    key: RandomizedNonceKey,
}

/// A secret as a store's row holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Nonce, ciphertext and tag; or the secret itself where there is no key.
    pub bytes: Vec<u8>,
    /// The id of the key that sealed it; `None` for plain text.
    pub key_id: Option<String>,
}

/// Without the bytes, which are the secret itself where there is no key.
impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// What identifies a row, and what its secret is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowKey<'a> {
    /// The app.
    pub app_key: &'a str,
    /// The tenant.
    pub client_key: &'a str,
}

impl Sealer {
    /// Keeps secrets as they are. A store warns of it when it is opened.
    pub fn plain() -> Self {
        Self(Arc::new([]))
    }

    /// Reads `id:base64,id2:base64`: ids of 1 to 32 letters, digits, `-` and `_`; keys of 32
    /// bytes, in standard or URL-safe base64, padded or not.
    ///
    /// # Errors
    /// [`InvalidKeys`] says which key, by its place and id. It never holds the key.
    pub fn from_keys(keys: &str) -> Result<Self, InvalidKeys> {
        let mut read: Vec<Key> = Vec::new();
        for (index, entry) in keys.split(',').enumerate() {
            let (id, base64) = entry
                .trim()
                .split_once(':')
                .ok_or(InvalidKeys::NoId { place: index + 1 })?;
            if !(1..=32).contains(&id.len())
                || !id
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            {
                return Err(InvalidKeys::BadId { place: index + 1 });
            }
            if read.iter().any(|key| &*key.id == id) {
                return Err(InvalidKeys::Twice { id: id.to_owned() });
            }
            let bytes =
                decode(base64).ok_or_else(|| InvalidKeys::NotBase64 { id: id.to_owned() })?;
            // The cipher knows its key length; the message wants to tell the user theirs.
            let key =
                RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| InvalidKeys::Length {
                    id: id.to_owned(),
                    bytes: bytes.len(),
                })?;
            read.push(Key { id: id.into(), key });
        }
        Ok(Self(read.into()))
    }

    /// The id of the key that seals; `None` if secrets are kept as plain text.
    pub fn key_id(&self) -> Option<&str> {
        self.0.first().map(|key| &*key.id)
    }

    /// The ids of all keys, the one that seals first.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|key| &*key.id)
    }

    /// Seals a secret for its row, with the first key.
    ///
    /// # Errors
    /// [`StoreError::Unsealable`] when the cipher fails.
    pub fn seal(&self, row: RowKey<'_>, secret: &Secret) -> Result<Sealed, StoreError> {
        let Some(Key { id, key }) = self.0.first() else {
            return Ok(Sealed {
                bytes: secret.as_bytes().to_vec(),
                key_id: None,
            });
        };
        // Large enough from the start: growing would leave a copy of the secret behind.
        let mut text = Zeroizing::new(Vec::with_capacity(
            secret.as_bytes().len() + AES_256_GCM.tag_len(),
        ));
        text.extend_from_slice(secret.as_bytes());
        let nonce = key
            .seal_in_place_append_tag(Aad::from(row.bound_to()), &mut *text)
            .map_err(|_| StoreError::Unsealable {
                key_id: id.to_string(),
                app_key: row.app_key.to_owned(),
                client_key: row.client_key.to_owned(),
            })?;
        let mut bytes = nonce.as_ref().to_vec();
        bytes.extend_from_slice(&text);
        Ok(Sealed {
            bytes,
            key_id: Some(id.to_string()),
        })
    }

    /// Opens a secret that was sealed for this row.
    ///
    /// # Errors
    /// [`StoreError`] when its key is not configured or does not open it.
    pub fn open(&self, row: RowKey<'_>, sealed: &Sealed) -> Result<Secret, StoreError> {
        let damaged = || StoreError::Damaged {
            field: "secret",
            app_key: row.app_key.to_owned(),
            client_key: row.client_key.to_owned(),
        };
        let Some(key_id) = sealed.key_id.as_deref() else {
            return Secret::from_bytes(&sealed.bytes).map_err(|_| damaged());
        };
        let Some(Key { key, .. }) = self.0.iter().find(|key| &*key.id == key_id) else {
            return Err(StoreError::UnknownKey {
                key_id: key_id.to_owned(),
                app_key: row.app_key.to_owned(),
                client_key: row.client_key.to_owned(),
            });
        };
        let (nonce, text) = sealed
            .bytes
            .split_at_checked(NONCE_LEN)
            .ok_or_else(damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
        let mut text = Zeroizing::new(text.to_vec());
        let secret = key
            .open_in_place(nonce, Aad::from(row.bound_to()), &mut text)
            .map_err(|_| StoreError::Undecipherable {
                key_id: key_id.to_owned(),
                app_key: row.app_key.to_owned(),
                client_key: row.client_key.to_owned(),
            })?;
        Secret::from_bytes(secret).map_err(|_| damaged())
    }
}

impl RowKey<'_> {
    /// The associated data. The length keeps ("ab", "c") and ("a", "bc") apart.
    fn bound_to(self) -> Vec<u8> {
        let mut bound = b"connect tenant secret 1\0".to_vec();
        bound.extend_from_slice(&(self.app_key.len() as u64).to_be_bytes());
        bound.extend_from_slice(self.app_key.as_bytes());
        bound.extend_from_slice(self.client_key.as_bytes());
        bound
    }
}

/// Takes both alphabets, padded or not: tools that make random keys differ in it.
fn decode(base64: &str) -> Option<Zeroizing<Vec<u8>>> {
    let config =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabet = if base64.contains(['-', '_']) {
        URL_SAFE
    } else {
        STANDARD
    };
    GeneralPurpose::new(&alphabet, config)
        .decode(base64)
        .ok()
        .map(Zeroizing::new)
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealer")?;
        f.debug_list().entries(self.key_ids()).finish()
    }
}

/// What is wrong with `CONNECT_SECRET_KEYS`. Holds ids and places, never key material.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidKeys {
    /// An entry has no id.
    #[error("entry {place} has no id; write `id:base64`, with commas between entries")]
    NoId {
        /// Which entry, from 1.
        place: usize,
    },
    /// An entry's id is not of the right form.
    #[error("the id of entry {place} must consist of 1 to 32 letters, digits, `-` and `_`")]
    BadId {
        /// Which entry, from 1.
        place: usize,
    },
    /// Two entries have one id.
    #[error("the key id `{id}` is used twice; give each key its own id")]
    Twice {
        /// The id.
        id: String,
    },
    /// A key is not base64.
    #[error("key `{id}` is not base64; `head -c 32 /dev/urandom | base64` makes one that is")]
    NotBase64 {
        /// The key's id.
        id: String,
    },
    /// A key is too short or too long.
    #[error(
        "key `{id}` has {bytes} bytes and AES-256 needs 32; `head -c 32 /dev/urandom | base64` makes one"
    )]
    Length {
        /// The key's id.
        id: String,
        /// How long it is.
        bytes: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const ROW: RowKey<'_> = RowKey {
        app_key: "app",
        client_key: "client",
    };

    fn refused(keys: &str) -> InvalidKeys {
        Sealer::from_keys(keys).unwrap_err()
    }

    #[test]
    fn keys_are_read_in_each_alphabet_with_and_without_padding() {
        let bytes = "-_".repeat(21) + "8";
        let keys = format!("a:{KEY}, b:{},c_3-x:{bytes}", KEY.trim_end_matches('='));
        let sealer = Sealer::from_keys(&keys).unwrap();
        assert_eq!(sealer.key_ids().collect::<Vec<_>>(), ["a", "b", "c_3-x"]);
        assert_eq!(sealer.key_id(), Some("a"));
        assert_eq!(format!("{sealer:?}"), r#"Sealer["a", "b", "c_3-x"]"#);
        assert_eq!(Sealer::plain().key_id(), None);
    }

    #[test]
    fn wrong_keys_are_named_and_never_shown() {
        assert_eq!(refused(""), InvalidKeys::NoId { place: 1 });
        assert_eq!(refused(KEY), InvalidKeys::NoId { place: 1 });
        assert_eq!(
            refused(&format!("a:{KEY},")),
            InvalidKeys::NoId { place: 2 }
        );
        assert_eq!(refused(&format!(":{KEY}")), InvalidKeys::BadId { place: 1 });
        assert_eq!(
            refused(&format!("a b:{KEY}")),
            InvalidKeys::BadId { place: 1 }
        );
        assert_eq!(
            refused(&format!("a:{KEY},a:{KEY}")),
            InvalidKeys::Twice { id: "a".to_owned() }
        );
        assert_eq!(
            refused("a:not base64!"),
            InvalidKeys::NotBase64 { id: "a".to_owned() }
        );
        assert_eq!(
            refused("a:c2hvcnQ="),
            InvalidKeys::Length {
                id: "a".to_owned(),
                bytes: 5
            }
        );
        for keys in ["a:sEcReT!!", "sEcReT", "a:sEcReTxx"] {
            let error = refused(keys);
            assert!(
                !format!("{error} {error:?}").contains("sEcReT"),
                "{error:?}"
            );
        }
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_in_its_row_only() {
        let sealer = Sealer::from_keys(&format!("a:{KEY}")).unwrap();
        let secret = Secret::new("the secret").unwrap();
        let sealed = sealer.seal(ROW, &secret).unwrap();
        assert_eq!(sealer.open(ROW, &sealed).unwrap(), secret);
        assert!(
            sealer.seal(ROW, &secret).unwrap().bytes != sealed.bytes,
            "each seal has its own nonce"
        );

        for row in [
            RowKey {
                app_key: "app",
                client_key: "other",
            },
            RowKey {
                app_key: "other",
                client_key: "client",
            },
            RowKey {
                app_key: "appc",
                client_key: "lient",
            },
            RowKey {
                app_key: "",
                client_key: "appclient",
            },
        ] {
            assert!(
                matches!(
                    sealer.open(row, &sealed),
                    Err(StoreError::Undecipherable { .. })
                ),
                "{row:?}"
            );
        }
        for at in 0..sealed.bytes.len() {
            let mut altered = sealed.clone();
            altered.bytes[at] ^= 1;
            assert!(
                matches!(
                    sealer.open(ROW, &altered),
                    Err(StoreError::Undecipherable { .. })
                ),
                "byte {at}"
            );
        }
        for length in 0..sealed.bytes.len() {
            let mut cut = sealed.clone();
            cut.bytes.truncate(length);
            assert!(sealer.open(ROW, &cut).is_err(), "{length} bytes");
        }
    }
}

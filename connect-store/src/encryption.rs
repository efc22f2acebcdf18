//! Encryption of secrets at rest.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

#[cfg(any(feature = "postgres", feature = "sqlite"))]
use super::AccessToken;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use super::KeyUsage;
#[cfg(any(feature = "postgres", feature = "sqlite", test))]
use super::Trouble;
use super::{Secrets, StoreError, TenantState};

/// Seals tenants' secrets with AES-256-GCM, using keys that are stored outside the database.
///
/// Keys are written as `id:base64`, separated by commas (`CONNECT_SECRET_KEYS`). The first one
/// seals, all of them open: to rotate, add the new key at the end for every process, then move it
/// to the front, wait until [`TenantStore::reseal`](super::TenantStore::reseal) has sealed all rows
/// with it, then remove the old one.
///
/// A sealed secret is bound to its row: the app, the `clientKey`, the base URL and the state. So it
/// opens in no other row, and not in a row that was altered to be served for another site, or again.
/// If there are keys, a secret in plain text is rejected, because anyone who can write to the
/// database could have put it there; the word `plain` at the end of the keys admits secrets that
/// were stored before there were keys, until they are sealed.
///
/// ```
/// use connect_store::Sealer;
///
/// let sealer = Sealer::from_keys("2026:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")?;
/// assert_eq!(sealer.key_id(), Some("2026"));
/// # Ok::<(), connect_store::InvalidKeys>(())
/// ```
#[derive(Clone)]
pub struct Sealer {
    keys: Arc<[Key]>,
    /// Whether secrets in plain text are accepted.
    plain: bool,
}

struct Key {
    id: Box<str>,
    key: RandomizedNonceKey,
}

/// A tenant's secrets as stored in a row.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Nonce, ciphertext and tag; or the secrets themselves if there is no key.
    pub bytes: Vec<u8>,
    /// The id of the key that sealed it; `None` for plain text.
    pub key_id: Option<String>,
}

/// Omits the bytes, which are the secrets themselves if there is no key.
impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

/// The one row that a sealed secret belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Binding<'a> {
    /// The app.
    pub app_key: &'a str,
    /// The tenant.
    pub client_key: &'a str,
    /// The site, as written in the row.
    pub base_url: &'a str,
    /// The state of the installation.
    pub state: TenantState,
}

impl Sealer {
    /// Stores secrets in plain text. A store warns about that when it is opened.
    pub fn plain() -> Self {
        Self {
            keys: Arc::new([]),
            plain: true,
        }
    }

    /// Parses `id:base64,id2:base64`: ids of 1 to 32 letters, digits, `-` and `_`; keys of 32
    /// bytes, in standard or URL-safe base64, padded or not. The word `plain` may follow them.
    ///
    /// # Errors
    /// [`InvalidKeys`] identifies the key by its position and id. It never contains the key.
    pub fn from_keys(keys: &str) -> Result<Self, InvalidKeys> {
        let mut read: Vec<Key> = Vec::new();
        let mut plain = false;
        for (index, entry) in keys.split(',').enumerate() {
            let entry = entry.trim();
            if plain || (entry == "plain" && read.is_empty()) {
                return Err(InvalidKeys::PlainNotLast);
            }
            if entry == "plain" {
                plain = true;
                continue;
            }
            let (id, base64) = entry
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
            // The cipher knows its key length; the error should state the user's.
            let key =
                RandomizedNonceKey::new(&AES_256_GCM, &bytes).map_err(|_| InvalidKeys::Length {
                    id: id.to_owned(),
                    bytes: bytes.len(),
                })?;
            read.push(Key { id: id.into(), key });
        }
        Ok(Self {
            keys: read.into(),
            plain,
        })
    }

    /// The id of the key that seals; `None` if secrets are stored in plain text.
    pub fn key_id(&self) -> Option<&str> {
        self.keys.first().map(|key| &*key.id)
    }

    /// The ids of all keys, starting with the one that seals.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| &*key.id)
    }

    /// Whether secrets in plain text are accepted.
    pub fn opens_plain(&self) -> bool {
        self.plain
    }

    /// Whether the key with this id is configured, so that what it has sealed can be opened; `None`
    /// is plain text. Doesn't check the bytes.
    pub fn knows(&self, key_id: Option<&str>) -> bool {
        match key_id {
            None => self.plain,
            Some(id) => self.key_ids().any(|known| known == id),
        }
    }

    /// Logs what is known about the keys before a tenant needs one: that there are none, or that rows
    /// are sealed with others.
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn warn_of_keys(&self, database: &dyn fmt::Display, usage: Vec<KeyUsage>) {
        if self.key_id().is_none() {
            tracing::warn!(
                %database,
                "tenants' secrets are stored as plain text: anyone who reads the database can act as every tenant; \
                 set CONNECT_SECRET_KEYS=<id>:<base64 of 32 random bytes>",
            );
        }
        for KeyUsage { key_id, rows } in usage {
            match key_id {
                id if self.knows(id.as_deref()) => {}
                Some(id) => tracing::warn!(
                    %database,
                    rows,
                    "tenants' secrets are sealed with key `{id}`, which is not configured: those tenants get 503; \
                     add `{id}:<base64 of its 32 bytes>` to CONNECT_SECRET_KEYS, after the key in use",
                ),
                None => tracing::warn!(
                    %database,
                    rows,
                    "tenants' secrets are stored as plain text, and there are keys: those tenants get 503; if the secrets \
                     were stored before there were keys, add `,plain` at the end of CONNECT_SECRET_KEYS until all are sealed",
                ),
            }
        }
    }

    /// What keeps a row's secret from being opened, judging by its key's id.
    #[cfg(any(feature = "postgres", feature = "sqlite", test))]
    pub(crate) fn trouble(&self, key_id: Option<&str>) -> Option<Trouble> {
        if self.knows(key_id) {
            return None;
        }
        Some(match key_id {
            Some(id) => Trouble::KeyMissing { key_id: id.into() },
            None => Trouble::NotSealed,
        })
    }

    /// Seals secrets for their row, with the first key.
    ///
    /// # Errors
    /// [`StoreError::Unsealable`] when the cipher fails.
    pub fn seal(&self, row: Binding<'_>, secrets: &Secrets) -> Result<Sealed, StoreError> {
        self.seal_bytes(
            row.app_key,
            row.client_key,
            row.bound_to(),
            secrets.to_bytes(),
        )
    }

    /// Seals the token of a Forge installation.
    ///
    /// # Errors
    /// As [`Sealer::seal`].
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn seal_token(
        &self,
        row: TokenBinding<'_>,
        token: &AccessToken,
    ) -> Result<Sealed, StoreError> {
        let text = token.reveal().as_bytes();
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() + 16));
        bytes.extend_from_slice(text);
        self.seal_bytes(row.app_key, row.installation_id, row.bound_to(), bytes)
    }

    /// `text` must have room for a cipher's tag: growing would leave a copy behind.
    fn seal_bytes(
        &self,
        app_key: &str,
        client_key: &str,
        bound_to: Vec<u8>,
        mut text: Zeroizing<Vec<u8>>,
    ) -> Result<Sealed, StoreError> {
        let Some(Key { id, key }) = self.keys.first() else {
            return Ok(Sealed {
                bytes: text.to_vec(),
                key_id: None,
            });
        };
        let nonce = key
            .seal_in_place_append_tag(Aad::from(bound_to), &mut *text)
            .map_err(|_| StoreError::Unsealable {
                key_id: id.to_string(),
                app_key: app_key.to_owned(),
                client_key: client_key.to_owned(),
            })?;
        let mut bytes = nonce.as_ref().to_vec();
        bytes.extend_from_slice(&text);
        Ok(Sealed {
            bytes,
            key_id: Some(id.to_string()),
        })
    }

    /// Opens secrets that were sealed for this row.
    ///
    /// # Errors
    /// [`StoreError`] if their key is not configured or does not open them, or if they are not
    /// sealed and must be.
    pub fn open(&self, row: Binding<'_>, sealed: &Sealed) -> Result<Secrets, StoreError> {
        let text = self.open_bytes(row.app_key, row.client_key, row.bound_to(), sealed)?;
        Secrets::from_bytes(&text).ok_or_else(|| row.damaged("secret"))
    }

    /// Opens the token of a Forge installation, which is valid until `expires_at`.
    ///
    /// # Errors
    /// As [`Sealer::open`].
    #[cfg(any(feature = "postgres", feature = "sqlite"))]
    pub(crate) fn open_token(
        &self,
        row: TokenBinding<'_>,
        sealed: &Sealed,
        expires_at: i64,
    ) -> Result<AccessToken, StoreError> {
        let (app_key, installation_id) = (row.app_key, row.installation_id);
        let text = self.open_bytes(app_key, installation_id, row.bound_to(), sealed)?;
        let token = std::str::from_utf8(&text).ok();
        let token = token.and_then(|text| AccessToken::new(text, expires_at).ok());
        token.ok_or_else(|| row.damaged("token"))
    }

    fn open_bytes(
        &self,
        app_key: &str,
        client_key: &str,
        bound_to: Vec<u8>,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        let names = || (app_key.to_owned(), client_key.to_owned());
        let damaged = || {
            let (app_key, client_key) = names();
            StoreError::Damaged {
                field: "secret",
                app_key,
                client_key,
            }
        };
        let Some(key_id) = sealed.key_id.as_deref() else {
            if !self.plain {
                let (app_key, client_key) = names();
                return Err(StoreError::NotSealed {
                    app_key,
                    client_key,
                });
            }
            return Ok(Zeroizing::new(sealed.bytes.clone()));
        };
        let Some(Key { key, .. }) = self.keys.iter().find(|key| &*key.id == key_id) else {
            let (app_key, client_key) = names();
            return Err(StoreError::UnknownKey {
                key_id: key_id.to_owned(),
                app_key,
                client_key,
            });
        };
        let (nonce, text) = sealed
            .bytes
            .split_at_checked(NONCE_LEN)
            .ok_or_else(damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
        let mut text = Zeroizing::new(text.to_vec());
        let opened = key
            .open_in_place(nonce, Aad::from(bound_to), &mut text)
            .map_err(|_| {
                let (app_key, client_key) = names();
                StoreError::Undecipherable {
                    key_id: key_id.to_owned(),
                    app_key,
                    client_key,
                }
            })?;
        let length = opened.len();
        text.truncate(length);
        Ok(text)
    }
}

/// The one row that the sealed token of a Forge installation belongs to: not one that was altered to
/// call another address.
#[cfg(any(feature = "postgres", feature = "sqlite"))]
#[derive(Debug, Clone, Copy)]
pub(crate) struct TokenBinding<'a> {
    pub(crate) app_key: &'a str,
    pub(crate) installation_id: &'a str,
    pub(crate) api_base_url: &'a str,
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
impl TokenBinding<'_> {
    fn bound_to(self) -> Vec<u8> {
        let parts = [self.app_key, self.installation_id, self.api_base_url];
        bound_to(b"connect forge token 1\0", &parts)
    }

    /// The error for a field of the row that can't be read.
    pub(crate) fn damaged(self, field: &'static str) -> StoreError {
        StoreError::Damaged {
            field,
            app_key: self.app_key.to_owned(),
            client_key: self.installation_id.to_owned(),
        }
    }
}

/// The associated data. The lengths keep ("ab", "c") and ("a", "bc") apart.
fn bound_to(what: &[u8], parts: &[&str]) -> Vec<u8> {
    let mut bound = what.to_vec();
    for part in parts {
        bound.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bound.extend_from_slice(part.as_bytes());
    }
    bound
}

impl Binding<'_> {
    fn bound_to(self) -> Vec<u8> {
        let state = self.state.as_str();
        let parts = [self.app_key, self.client_key, self.base_url, state];
        bound_to(b"connect tenant secrets 1\0", &parts)
    }

    /// The error for a field of the row that can't be read.
    pub(crate) fn damaged(self, field: &'static str) -> StoreError {
        StoreError::Damaged {
            field,
            app_key: self.app_key.to_owned(),
            client_key: self.client_key.to_owned(),
        }
    }
}

/// Accepts both alphabets, padded or not, because tools that generate random keys differ.
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
        let plain = self.plain.then_some("plain");
        f.debug_list().entries(self.key_ids().chain(plain)).finish()
    }
}

/// Why `CONNECT_SECRET_KEYS` is invalid. Contains ids and positions, never key material.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidKeys {
    /// An entry has no id.
    #[error("entry {place} has no id; write `id:base64`, with commas between entries")]
    NoId {
        /// The position of the entry, from 1.
        place: usize,
    },
    /// An entry's id has an invalid form.
    #[error("the id of entry {place} must consist of 1 to 32 letters, digits, `-` and `_`")]
    BadId {
        /// The position of the entry, from 1.
        place: usize,
    },
    /// Two entries have the same id.
    #[error("the key id `{id}` is used twice; give each key its own id")]
    Twice {
        /// The id.
        id: String,
    },
    /// `plain` comes before a key, or without one.
    #[error(
        "`plain` must come last, after the keys: it admits secrets that were stored before there were keys"
    )]
    PlainNotLast,
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
        /// Its length in bytes.
        bytes: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    const ROW: Binding<'_> = Binding {
        app_key: "app",
        client_key: "client",
        base_url: "https://a.atlassian.net/",
        state: TenantState::Installed,
    };

    fn secrets() -> Secrets {
        let secret = |text| crate::Secret::new(text).unwrap();
        Secrets::new(secret("the former")).rotated(secret("the secret"))
    }

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
        let secrets = secrets();
        let sealed = sealer.seal(ROW, &secrets).unwrap();
        assert_eq!(sealer.open(ROW, &sealed).unwrap(), secrets);
        assert!(
            sealer.seal(ROW, &secrets).unwrap().bytes != sealed.bytes,
            "each seal has its own nonce"
        );

        for row in [
            Binding {
                client_key: "other",
                ..ROW
            },
            Binding {
                app_key: "other",
                ..ROW
            },
            Binding {
                app_key: "appc",
                client_key: "lient",
                ..ROW
            },
            Binding {
                app_key: "",
                client_key: "appclient",
                ..ROW
            },
            Binding {
                base_url: "https://b.atlassian.net/",
                ..ROW
            },
            Binding {
                state: TenantState::Superseded,
                ..ROW
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

    #[test]
    fn plain_text_is_opened_only_where_it_is_allowed() {
        let (secrets, plain) = (secrets(), Sealer::plain());
        let row = plain.seal(ROW, &secrets).unwrap();
        assert_eq!(row.key_id, None);
        assert_eq!(plain.open(ROW, &row).unwrap(), secrets);
        let strict = Sealer::from_keys(&format!("a:{KEY}")).unwrap();
        assert!(matches!(
            strict.open(ROW, &row),
            Err(StoreError::NotSealed { .. })
        ));
        let moving = Sealer::from_keys(&format!("a:{KEY}, plain")).unwrap();
        assert_eq!(moving.open(ROW, &row).unwrap(), secrets);
        assert_eq!(format!("{moving:?}"), r#"Sealer["a", "plain"]"#);
        assert_eq!(moving.key_id(), Some("a"));
        for keys in [
            "plain",
            &format!("plain,a:{KEY}"),
            &format!("a:{KEY},plain,b:{KEY}"),
        ] {
            assert_eq!(refused(keys), InvalidKeys::PlainNotLast, "{keys}");
        }
    }

    #[test]
    fn what_a_keys_id_says_about_a_row() {
        let sealer = Sealer::from_keys(&format!("a:{KEY}")).unwrap();
        assert_eq!(sealer.trouble(Some("a")), None);
        assert_eq!(
            sealer.trouble(Some("b")),
            Some(Trouble::KeyMissing { key_id: "b".into() })
        );
        assert_eq!(sealer.trouble(None), Some(Trouble::NotSealed));
        assert_eq!(Sealer::plain().trouble(None), None);
    }
}

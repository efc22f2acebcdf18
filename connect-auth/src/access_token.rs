//! An OAuth access token that doesn't leak into logs.

use std::fmt;

use serde::Deserialize;
use zeroize::Zeroizing;

use crate::jwt;

/// A token with which a Forge app calls the product: the app's own, or a user's.
///
/// Forge delivers them with its calls (`x-forge-oauth-system`, `x-forge-oauth-user`), and they are
/// valid for some hours. The text is wiped from memory when the last copy is dropped, and never
/// appears in `Debug` output. There is deliberately no `Display`.
///
/// Source: "Calling Atlassian app APIs from a remote", token expiry.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken {
    text: Zeroizing<String>,
    /// In seconds since the Unix epoch.
    expires_at: i64,
}

impl AccessToken {
    /// The maximum length of a token, in bytes. The platform's have some 2 KiB.
    pub const MAX_BYTES: usize = 16 * 1024;

    /// The longest lifetime that is accepted, in seconds: the platform's own maximum is four hours.
    const LONGEST_LIFE: i64 = 24 * 60 * 60;

    /// The assumed lifetime of a token that doesn't state its expiry, in seconds: enough for the
    /// work that it came with, but not worth storing.
    const UNSAID_LIFE: i64 = 60;

    /// A token that expires at `expires_at`.
    ///
    /// # Errors
    /// [`InvalidAccessToken`] for text that can't be sent in a header, or is too long.
    pub fn new(text: &str, expires_at: i64) -> Result<Self, InvalidAccessToken> {
        match text.len() {
            0 => return Err(InvalidAccessToken::Empty),
            bytes if bytes > Self::MAX_BYTES => return Err(InvalidAccessToken::TooLong { bytes }),
            _ => {}
        }
        // RFC 6750, section 2.1; spaces and line breaks are rejected in any case.
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(InvalidAccessToken::Characters);
        }
        Ok(Self {
            text: Zeroizing::new(text.to_owned()),
            expires_at,
        })
    }

    /// A token as delivered with a call. Its expiry is taken from the claim `exp`, which is only a
    /// hint here: the product verifies the token. One without it is valid for a minute.
    ///
    /// # Errors
    /// As [`AccessToken::new`].
    pub fn delivered(text: &str, now: i64) -> Result<Self, InvalidAccessToken> {
        #[derive(Deserialize)]
        struct End {
            exp: i64,
        }
        let mut token = Self::new(text, now)?;
        let end = jwt::parse_within(text, Self::MAX_BYTES).ok();
        let end = end.and_then(|token| serde_json::from_str::<End>(&token.into_payload()).ok());
        token.expires_at = match end {
            Some(End { exp }) => exp.min(now.saturating_add(Self::LONGEST_LIFE)),
            None => now.saturating_add(Self::UNSAID_LIFE),
        };
        Ok(token)
    }

    /// Returns the token, to be sent to the product or sealed.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Its expiry, in seconds since the Unix epoch.
    #[must_use]
    pub fn expires_at(&self) -> i64 {
        self.expires_at
    }

    /// Whether it is valid at that time, in seconds since the Unix epoch.
    #[must_use]
    pub fn is_good_at(&self, now: i64) -> bool {
        now < self.expires_at
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Why an access token was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidAccessToken {
    /// It is empty.
    #[error("the access token is empty")]
    Empty,
    /// It is longer than [`AccessToken::MAX_BYTES`].
    #[error(
        "the access token has {bytes} bytes, and at most {} are kept",
        AccessToken::MAX_BYTES
    )]
    TooLong {
        /// Its length, in bytes.
        bytes: usize,
    },
    /// It contains characters that no token has.
    #[error("the access token has characters that can't be in a header")]
    Characters,
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    const NOW: i64 = 1_700_000_000;

    fn jwt(claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2lnbmVk", part(r#"{"alg":"RS256"}"#), part(claims))
    }

    #[test]
    fn it_ends_when_it_says() {
        let end = |text: &str| AccessToken::delivered(text, NOW).unwrap().expires_at() - NOW;
        assert_eq!(end(&jwt(&format!(r#"{{"exp":{}}}"#, NOW + 14_400))), 14_400);
        assert_eq!(end(&jwt(&format!(r#"{{"exp":{}}}"#, NOW - 1))), -1);
        assert_eq!(end(&jwt(r#"{"exp":9223372036854775807}"#)), 86_400);
        for unsaid in ["opaque", "a.b.c", &*jwt("{}"), &*jwt(r#"{"exp":"soon"}"#)] {
            assert_eq!(end(unsaid), 60, "{unsaid}");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        let refused = |text: &str| AccessToken::new(text, NOW).unwrap_err();
        assert_eq!(refused(""), InvalidAccessToken::Empty);
        for text in ["a b", "a\r\nHost: evil.example", "ä", "\0"] {
            assert_eq!(refused(text), InvalidAccessToken::Characters);
        }
        let bytes = AccessToken::MAX_BYTES + 1;
        assert_eq!(
            refused(&"a".repeat(bytes)),
            InvalidAccessToken::TooLong { bytes }
        );
    }

    #[test]
    fn debug_shows_nothing() {
        let token = AccessToken::new("never-to-be-seen", NOW).unwrap();
        assert!(!format!("{token:?}").contains("never"));
        assert!(token.is_good_at(NOW - 1) && !token.is_good_at(NOW));
    }
}

//! Stub.

/// Stub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stub")]
pub struct KeyError;

/// Whether a text has the shape of a key id: `[A-Za-z0-9-]{1,64}`.
pub fn is_key_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

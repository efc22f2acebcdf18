//! Base64url without padding, as used in tokens.

use base64::Engine;
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
use base64::engine::{Simd, general_purpose::NO_PAD};

/// Uses the processor's vector instructions: a token is decoded for each request.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn engine() -> &'static impl Engine {
    static ENGINE: std::sync::LazyLock<Simd> = std::sync::LazyLock::new(|| Simd::url_safe(NO_PAD));
    &*ENGINE
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn engine() -> &'static impl Engine {
    &URL_SAFE_NO_PAD
}

/// The bytes of a segment; `None` if it contains an invalid character or padding, or ends in a way that
/// no encoder produces.
pub(super) fn decode(segment: &str) -> Option<Vec<u8>> {
    // `decode` would request zeroed memory, which is slower to allocate.
    let mut bytes = Vec::with_capacity(base64::decoded_len_estimate(segment.len()));
    engine().decode_vec(segment, &mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Like the plain engine, whatever the length and wherever the one wrong character is.
        #[test]
        fn every_length_is_read_the_same_way(
            bytes in proptest::collection::vec(any::<u8>(), 0..400),
            at in any::<prop::sample::Index>(),
            other in any::<char>(),
        ) {
            let whole = URL_SAFE_NO_PAD.encode(&bytes);
            prop_assert_eq!(decode(&whole), Some(bytes));
            let mut damaged: Vec<char> = whole.chars().collect();
            let at = at.index(damaged.len() + 1);
            if let Some(slot) = damaged.get_mut(at) {
                *slot = other;
            } else {
                damaged.push(other);
            }
            let damaged: String = damaged.into_iter().collect();
            prop_assert_eq!(decode(&damaged), URL_SAFE_NO_PAD.decode(&damaged).ok());
        }
    }
}

//! Strings that are concatenated at compile time.

/// Whether two strings are equal.
pub(crate) const fn eq(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut at = 0;
    while at < left.len() {
        if left[at] != right[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The total length of the pieces.
#[must_use]
pub const fn length(pieces: &[&str]) -> usize {
    let (mut at, mut sum) = (0, 0);
    while at < pieces.len() {
        sum += pieces[at].len();
        at += 1;
    }
    sum
}

/// The pieces in one array, whose size should be their [`length`]; a longer array is padded with
/// zeros.
#[must_use]
pub const fn concat<const N: usize>(pieces: &[&str]) -> [u8; N] {
    let mut bytes = [0; N];
    let (mut at, mut end) = (0, 0);
    while at < pieces.len() {
        let piece = pieces[at].as_bytes();
        let mut from = 0;
        while from < piece.len() {
            bytes[end] = piece[from];
            from += 1;
            end += 1;
        }
        at += 1;
    }
    bytes
}

/// `concat!` that accepts constants as well as literals.
#[doc(hidden)]
#[macro_export]
macro_rules! __connect_concat {
    ($($piece:expr),* $(,)?) => {{
        const PIECES: &[&str] = &[$($piece),*];
        const BYTES: [u8; $crate::__private_0_1_0::length(PIECES)] =
            $crate::__private_0_1_0::concat(PIECES);
        const TEXT: &str = match ::core::str::from_utf8(&BYTES) {
            ::core::result::Result::Ok(text) => text,
            ::core::result::Result::Err(_) => "",
        };
        TEXT
    }};
}

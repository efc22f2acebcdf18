//! Percent-encoding, as used in the canonical request.

/// Whether each byte is unreserved in a query.
const UNRESERVED: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        #[allow(clippy::cast_possible_truncation)] // the loop ends at 255
        let b = byte as u8;
        table[byte] = b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    table
};

/// Whether the canonical request leaves this byte unencoded.
pub(super) fn is_unreserved(byte: u8) -> bool {
    UNRESERVED[usize::from(byte)]
}

/// `%XX`, in upper case.
pub(super) fn escape(byte: u8) -> [u8; 3] {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    [
        b'%',
        DIGITS[usize::from(byte >> 4)],
        DIGITS[usize::from(byte & 15)],
    ]
}

/// The byte encoded by `%` and the next two characters.
pub(super) fn unescape(raw: &[u8]) -> Option<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16);
    match raw {
        [b'%', high, low, ..] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    }
}

/// Whether decoding and encoding would change nothing.
pub(super) fn is_canonical(raw: &[u8]) -> bool {
    let mut rest = raw;
    while let Some(at) = rest.iter().position(|byte| !is_unreserved(*byte)) {
        rest = &rest[at..];
        match unescape(rest) {
            Some(byte) if !is_unreserved(byte) && rest.starts_with(&escape(byte)) => {
                rest = &rest[3..];
            }
            _ => return false,
        }
    }
    true
}

/// The decoded bytes of a raw name or value: `+` is a space, an invalid escape is literal.
#[derive(Debug, Clone)]
pub(super) struct Decoded<'r> {
    rest: &'r [u8],
}

impl<'r> Decoded<'r> {
    pub(super) fn of(raw: &'r [u8]) -> Self {
        Self { rest: raw }
    }
}

impl Iterator for Decoded<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        if let Some(byte) = unescape(self.rest) {
            self.rest = self.rest.get(3..).unwrap_or_default();
            return Some(byte);
        }
        self.rest = rest;
        Some(if *first == b'+' { b' ' } else { *first })
    }
}

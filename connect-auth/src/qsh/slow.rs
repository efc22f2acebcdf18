//! The slow path for any query: decoded, sorted, encoded again.

use std::cmp::Ordering;

use super::encoding::Decoded;
use super::sink::Sink;

/// Writes the parameters of any query or form.
pub(super) fn write(sink: &mut impl Sink, raw: &[u8]) {
    let mut sorted: Vec<(Vec<u8>, Vec<u8>)> = super::parameters(raw)
        .filter(|(name, _)| !super::is_jwt(name))
        .map(|(name, value)| {
            let mut encoded_name = Vec::with_capacity(name.len());
            encoded_name.normalised(name);
            (encoded_name, Decoded::of(value).collect())
        })
        .collect();
    sorted.sort_unstable_by(|(name, value), (other_name, other_value)| {
        name.cmp(other_name)
            .then_with(|| text_order(value, other_value))
    });
    let mut previous: Option<&[u8]> = None;
    for (name, value) in &sorted {
        if previous == Some(name.as_slice()) {
            sink.byte(b',');
        } else {
            if previous.is_some() {
                sink.byte(b'&');
            }
            sink.bytes(name);
            sink.byte(b'=');
        }
        previous = Some(name);
        for byte in value {
            sink.encoded(*byte);
        }
    }
}

/// The order of two decoded values: by UTF-16 code units, as Java and JavaScript sort strings.
///
/// A byte that is not UTF-8 counts as U+FFFD, which is what it decodes to there. Values that decode
/// to the same text are sorted by their bytes, so that the order in which they were sent never
/// matters.
fn text_order(one: &[u8], other: &[u8]) -> Ordering {
    if std::str::from_utf8(one).is_ok() && std::str::from_utf8(other).is_ok() {
        return utf16_order(one, other);
    }
    let (one_text, other_text) = (String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    utf16_order(one_text.as_bytes(), other_text.as_bytes()).then_with(|| one.cmp(other))
}

/// The order of two UTF-8 strings by their UTF-16 code units.
///
/// It is the order of their bytes, except that astral characters (lead bytes F0 to F4, surrogates
/// in UTF-16) come before U+E000..U+FFFF (lead bytes EE and EF).
pub(super) fn utf16_order(one: &[u8], other: &[u8]) -> Ordering {
    let rank = |byte: &u8| match byte {
        0xEE | 0xEF => byte + 0x10,
        0xF0..=0xFF => byte - 2,
        _ => *byte,
    };
    one.iter().map(rank).cmp(other.iter().map(rank))
}

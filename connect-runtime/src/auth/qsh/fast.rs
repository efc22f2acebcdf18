//! The usual query: few parameters, each once, their names already in canonical form.
//!
//! Then nothing needs decoding to be put in order: slices of the raw query are sorted on the
//! stack. Values may be of any form; they are normalised on their way into the sink.

use super::encoding::is_unreserved;
use super::sink::Sink;

/// More parameters than this take the slow path: a host's iframe URL carries about ten.
const MAX_PARAMETERS: usize = 24;

/// Writes the parameters if they are of the usual kind; otherwise writes nothing and says `false`.
pub(super) fn write(sink: &mut impl Sink, raw: &[u8]) -> bool {
    let mut sorted: [(&[u8], &[u8]); MAX_PARAMETERS] = [(&[], &[]); MAX_PARAMETERS];
    let mut length = 0;
    for (name, value) in super::parameters(raw) {
        if !name.iter().all(|byte| is_unreserved(*byte)) {
            return false;
        }
        if name == b"jwt" {
            continue;
        }
        if length == MAX_PARAMETERS {
            return false;
        }
        // Insertion sort: the array is short, and senders often sort already.
        let mut at = length;
        while at > 0 {
            match sorted[at - 1].0.cmp(name) {
                std::cmp::Ordering::Less => break,
                std::cmp::Ordering::Equal => return false,
                std::cmp::Ordering::Greater => sorted[at] = sorted[at - 1],
            }
            at -= 1;
        }
        sorted[at] = (name, value);
        length += 1;
    }
    for (index, (name, value)) in sorted[..length].iter().enumerate() {
        if index > 0 {
            sink.byte(b'&');
        }
        sink.bytes(name);
        sink.byte(b'=');
        sink.normalised(value);
    }
    true
}

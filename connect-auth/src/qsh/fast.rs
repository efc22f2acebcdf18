//! The fast path for typical queries: few parameters, each once, their names already in canonical
//! form.
//!
//! Then nothing needs decoding for sorting: slices of the raw query are sorted on the stack. Values
//! may have any form; they are normalised on their way into the sink.

use std::cmp::Ordering;

use super::encoding::{is_canonical, is_unreserved};
use super::sink::Sink;

/// More parameters than this take the slow path: a host's iframe URL has about ten.
const MAX_PARAMETERS: usize = 24;

/// A parameter whose name is canonical.
#[derive(Clone, Copy)]
struct Parameter<'r> {
    raw: &'r [u8],
    /// The length of its name.
    name: usize,
}

impl<'r> Parameter<'r> {
    /// `None` if the name needs decoding or encoding.
    fn of(raw: &'r [u8]) -> Option<Self> {
        // One pass: a run of unreserved characters ends at the `=`, or the name is not canonical.
        match raw.iter().position(|byte| !is_unreserved(*byte)) {
            Some(name) if raw[name] == b'=' => Some(Self { raw, name }),
            Some(_) => None,
            None => Some(Self {
                raw,
                name: raw.len(),
            }),
        }
    }

    fn name(&self) -> &'r [u8] {
        &self.raw[..self.name]
    }

    fn write(&self, sink: &mut impl Sink) {
        match self.raw.get(self.name + 1..) {
            // As most values are: written in one piece.
            Some(value) if is_canonical(value) => sink.bytes(self.raw),
            value => {
                sink.bytes(self.name());
                sink.byte(b'=');
                sink.normalised(value.unwrap_or_default());
            }
        }
    }
}

/// Writes the parameters if they are typical; otherwise writes nothing and returns `false`.
pub(super) fn write(sink: &mut impl Sink, raw: &[u8]) -> bool {
    let mut sorted = [Parameter { raw: &[], name: 0 }; MAX_PARAMETERS];
    let mut length = 0;
    for raw in super::segments(raw) {
        let Some(parameter) = Parameter::of(raw) else {
            return false;
        };
        let name = parameter.name();
        if name == b"jwt" {
            continue;
        }
        if length == MAX_PARAMETERS {
            return false;
        }
        // Insertion sort: the array is short, and senders often sort already.
        let mut at = length;
        while at > 0 {
            match sorted[at - 1].name().cmp(name) {
                Ordering::Less => break,
                Ordering::Equal => return false,
                Ordering::Greater => sorted[at] = sorted[at - 1],
            }
            at -= 1;
        }
        sorted[at] = parameter;
        length += 1;
    }
    for (index, parameter) in sorted[..length].iter().enumerate() {
        if index > 0 {
            sink.byte(b'&');
        }
        parameter.write(sink);
    }
    true
}

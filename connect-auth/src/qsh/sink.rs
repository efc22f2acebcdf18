//! The destination of the canonical request: a hash, or a buffer for a reader.

use aws_lc_rs::digest;

use super::encoding::{escape, is_unreserved, unescape};

/// A destination that takes the canonical request piece by piece.
pub(super) trait Sink {
    fn byte(&mut self, byte: u8);
    fn bytes(&mut self, bytes: &[u8]);

    /// Writes a decoded byte, encoded.
    fn encoded(&mut self, byte: u8) {
        if is_unreserved(byte) {
            self.byte(byte);
        } else {
            self.bytes(&escape(byte));
        }
    }

    /// Writes a raw name or value, decoded and encoded again; runs that are already canonical are
    /// written whole.
    fn normalised(&mut self, raw: &[u8]) {
        let mut start = 0;
        let mut at = 0;
        while let Some(plain) = raw[at..].iter().position(|byte| !is_unreserved(*byte)) {
            at += plain;
            let byte = raw[at];
            let (decoded, width) = match unescape(&raw[at..]) {
                Some(decoded) => (decoded, 3),
                None if byte == b'+' => (b' ', 1),
                None => (byte, 1),
            };
            let canonical = !is_unreserved(decoded) && raw[at..at + width] == escape(decoded);
            if !canonical {
                self.bytes(&raw[start..at]);
                self.encoded(decoded);
                start = at + width;
            }
            at += width;
        }
        self.bytes(&raw[start..]);
    }
}

impl Sink for Vec<u8> {
    fn byte(&mut self, byte: u8) {
        self.push(byte);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// SHA-256 over the pieces.
///
/// The pieces are gathered on the stack, because hashing few long runs is cheaper than many short
/// ones, and a request that fits needs no hash context (which is on the heap) at all.
pub(super) struct Hasher {
    gathered: [u8; Self::CAPACITY],
    length: usize,
    context: Option<digest::Context>,
}

impl Hasher {
    const CAPACITY: usize = 512;

    pub(super) fn new() -> Self {
        Self {
            gathered: [0; Self::CAPACITY],
            length: 0,
            context: None,
        }
    }

    pub(super) fn finish(&mut self) -> [u8; 32] {
        let digest = if self.context.is_some() {
            self.spill(&[]);
            self.context.take().map(digest::Context::finish)
        } else {
            None
        }
        .unwrap_or_else(|| digest::digest(&digest::SHA256, &self.gathered[..self.length]));
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest.as_ref());
        bytes
    }

    #[cold]
    fn spill(&mut self, then: &[u8]) {
        let context = self
            .context
            .get_or_insert_with(|| digest::Context::new(&digest::SHA256));
        context.update(&self.gathered[..self.length]);
        context.update(then);
        self.length = 0;
    }
}

impl Sink for Hasher {
    fn byte(&mut self, byte: u8) {
        if self.length == Self::CAPACITY {
            self.spill(&[]);
        }
        self.gathered[self.length] = byte;
        self.length += 1;
    }

    fn bytes(&mut self, bytes: &[u8]) {
        match self
            .gathered
            .get_mut(self.length..self.length + bytes.len())
        {
            Some(free) => {
                free.copy_from_slice(bytes);
                self.length += bytes.len();
            }
            None => self.spill(bytes),
        }
    }
}

//! Where a message's body ends (RFC 9112, section 6).

use http::{HeaderMap, header};

/// How a body is delimited, and how much of it remains.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// This many bytes.
    Length(u64),
    Chunked(Chunk),
    /// Until the connection closes.
    UntilEnd,
}

/// What comes next in a chunked body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    /// The size line, as received so far.
    Size(Vec<u8>),
    Data(u64),
    /// The line break after the data: this many bytes of it.
    End(u8),
    /// The trailer lines after the last chunk; the current one as received so far.
    Trailer(Vec<u8>),
}

/// In bytes; longer lines between chunks don't occur in practice.
const MAX_LINE: usize = 1024;

/// Input that can't be followed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable;

impl Framing {
    /// The framing of a request's body, or of a response that may have one.
    pub(super) fn of(headers: &HeaderMap, is_answer: bool) -> Result<Framing, Unreadable> {
        if let Some(encoding) = headers.get(header::TRANSFER_ENCODING) {
            let encoding = encoding.to_str().unwrap_or_default();
            return if encoding.eq_ignore_ascii_case("chunked") {
                Ok(Framing::Chunked(Chunk::Size(Vec::new())))
            } else {
                Err(Unreadable)
            };
        }
        match headers.get(header::CONTENT_LENGTH) {
            Some(length) => {
                let length = length.to_str().ok().and_then(|text| text.parse().ok());
                length.map(Framing::Length).ok_or(Unreadable)
            }
            None if is_answer => Ok(Framing::UntilEnd),
            None => Ok(Framing::Length(0)),
        }
    }

    pub(super) fn is_over(&self) -> bool {
        *self == Framing::Length(0)
    }

    /// Consumes what belongs to the body from the front of `bytes` and returns the next part of its content.
    pub(super) fn take<'a>(&mut self, bytes: &mut &'a [u8]) -> Result<&'a [u8], Unreadable> {
        match self {
            Framing::UntilEnd => Ok(std::mem::take(bytes)),
            Framing::Length(left) => Ok(take(bytes, left)),
            Framing::Chunked(chunk) => {
                let (content, over) = chunk.take(bytes)?;
                if over {
                    *self = Framing::Length(0);
                }
                Ok(content)
            }
        }
    }
}

impl Chunk {
    /// The next part of the content, and whether it was the last.
    fn take<'a>(&mut self, bytes: &mut &'a [u8]) -> Result<(&'a [u8], bool), Unreadable> {
        const NOTHING: &[u8] = &[];
        match self {
            Chunk::Data(left) => {
                let content = take(bytes, left);
                if *left == 0 {
                    *self = Chunk::End(2);
                }
                return Ok((content, false));
            }
            Chunk::End(left) => {
                let mut rest = u64::from(*left);
                take(bytes, &mut rest);
                *self = match u8::try_from(rest) {
                    Ok(0) | Err(_) => Chunk::Size(Vec::new()),
                    Ok(left) => Chunk::End(left),
                };
            }
            Chunk::Size(line) => {
                if let Some(line) = line_of(line, bytes)? {
                    *self = match size(&line)? {
                        0 => Chunk::Trailer(Vec::new()),
                        size => Chunk::Data(size),
                    };
                }
            }
            Chunk::Trailer(line) => {
                if let Some(line) = line_of(line, bytes)? {
                    if line.is_empty() {
                        return Ok((NOTHING, true));
                    }
                    *self = Chunk::Trailer(Vec::new());
                }
            }
        }
        Ok((NOTHING, false))
    }
}

fn take<'a>(bytes: &mut &'a [u8], left: &mut u64) -> &'a [u8] {
    let length = usize::try_from(*left)
        .unwrap_or(usize::MAX)
        .min(bytes.len());
    let (content, rest) = bytes.split_at(length);
    *bytes = rest;
    *left -= length as u64;
    content
}

/// The line without its line break, once it is complete.
fn line_of(line: &mut Vec<u8>, bytes: &mut &[u8]) -> Result<Option<Vec<u8>>, Unreadable> {
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (part, rest) = bytes.split_at(end.map_or(bytes.len(), |end| end + 1));
    line.extend_from_slice(part);
    *bytes = rest;
    if line.len() > MAX_LINE {
        return Err(Unreadable);
    }
    if end.is_none() {
        return Ok(None);
    }
    let mut line = std::mem::take(line);
    line.truncate(line.trim_ascii_end().len());
    Ok(Some(line))
}

/// The size of a chunk, ignoring its extensions.
fn size(line: &[u8]) -> Result<u64, Unreadable> {
    let digits = line.split(|byte| *byte == b';').next().unwrap_or_default();
    let digits = std::str::from_utf8(digits.trim_ascii()).map_err(|_| Unreadable)?;
    u64::from_str_radix(digits, 16).map_err(|_| Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name.parse().unwrap(), value.parse().unwrap())])
    }

    /// The content of a body that arrives in pieces of this size, and what remains after it.
    fn read(mut framing: Framing, bytes: &[u8], piece: usize) -> (Vec<u8>, Vec<u8>) {
        let mut content = Vec::new();
        let mut left = Vec::new();
        for piece in bytes.chunks(piece) {
            let mut piece = piece;
            while !piece.is_empty() && !framing.is_over() {
                content.extend_from_slice(framing.take(&mut piece).unwrap());
            }
            left.extend_from_slice(piece);
        }
        (content, left)
    }

    #[test]
    fn a_body_ends_where_it_says_in_whatever_pieces_it_arrives() {
        let chunked = b"5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nA: b\r\n\r\nnext";
        for piece in 1..=chunked.len() {
            let framing = Framing::of(&headers("transfer-encoding", "chunked"), false).unwrap();
            let (content, left) = read(framing, chunked, piece);
            assert_eq!(content, b"hello world", "{piece}");
            assert_eq!(left, b"next", "{piece}");
            let framing = Framing::of(&headers("content-length", "5"), true).unwrap();
            let (content, left) = read(framing, b"hellonext", piece);
            assert_eq!(
                (&*content, &*left),
                (&b"hello"[..], &b"next"[..]),
                "{piece}"
            );
        }
    }

    #[test]
    fn an_answer_without_a_length_lasts_until_the_end() {
        assert_eq!(Framing::of(&HeaderMap::new(), true), Ok(Framing::UntilEnd));
        assert!(Framing::of(&HeaderMap::new(), false).unwrap().is_over());
    }

    #[test]
    fn what_cannot_be_followed_is_refused() {
        for wrong in [
            headers("transfer-encoding", "gzip"),
            headers("content-length", "-1"),
        ] {
            assert_eq!(Framing::of(&wrong, true), Err(Unreadable));
        }
        let mut chunked = Framing::Chunked(Chunk::Size(Vec::new()));
        assert_eq!(chunked.take(&mut &b"zz\r\n"[..]), Err(Unreadable));
        let mut endless = Framing::Chunked(Chunk::Size(Vec::new()));
        let line = vec![b'0'; MAX_LINE + 1];
        assert_eq!(endless.take(&mut &line[..]), Err(Unreadable));
    }
}

//! One direction of a connection, read message by message.

use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::framing::{Framing, Unreadable};

/// In bytes: no server accepts a longer head.
const MAX_HEAD: usize = 64 * 1024;
const MAX_HEADERS: usize = 128;

/// In bytes: only this much of a longer body is kept.
const MAX_KEPT: usize = 64 * 1024 + 1;

/// A message whose body may not have ended yet.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) start: Start,
    pub(super) headers: HeaderMap,
    /// The first part of the body.
    pub(super) kept: Vec<u8>,
    /// The length of the whole body in bytes.
    pub(super) length: usize,
}

/// The first line.
#[derive(Debug)]
pub(super) enum Start {
    Request(Method, String),
    Answer(StatusCode),
}

/// What is read next.
#[derive(Debug)]
pub(super) enum Reading {
    /// A head, as received so far.
    Head(Vec<u8>),
    Body(Message, Framing),
}

impl Default for Reading {
    fn default() -> Self {
        Reading::Head(Vec::new())
    }
}

impl Message {
    pub(super) fn add(&mut self, content: &[u8]) {
        let room = MAX_KEPT - self.kept.len();
        self.kept
            .extend_from_slice(&content[..content.len().min(room)]);
        self.length += content.len();
    }
}

/// Consumes a head from the front of `bytes`, once it is complete.
pub(super) fn head(
    head: &mut Vec<u8>,
    bytes: &mut &[u8],
    is_answer: bool,
) -> Result<Option<Message>, Unreadable> {
    let had = head.len();
    head.extend_from_slice(bytes);
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let parsed = if is_answer {
        let mut answer = httparse::Response::new(&mut headers);
        let outcome = answer.parse(head).map_err(|_| Unreadable)?;
        let start = answer.code.and_then(|code| StatusCode::from_u16(code).ok());
        (outcome, start.map(Start::Answer), known(answer.headers))
    } else {
        let mut request = httparse::Request::new(&mut headers);
        let outcome = request.parse(head).map_err(|_| Unreadable)?;
        let method = request.method.and_then(|method| method.parse().ok());
        let target = request.path.map(str::to_owned);
        let start = method.zip(target);
        let start = start.map(|(method, target)| Start::Request(method, target));
        (outcome, start, known(request.headers))
    };
    match parsed {
        (httparse::Status::Complete(length), Some(start), headers) => {
            // The head was incomplete before these bytes arrived.
            *bytes = &bytes[length.saturating_sub(had)..];
            Ok(Some(Message {
                start,
                headers,
                kept: Vec::new(),
                length: 0,
            }))
        }
        (httparse::Status::Complete(_), None, _) => Err(Unreadable),
        (httparse::Status::Partial, ..) if head.len() > MAX_HEAD => Err(Unreadable),
        (httparse::Status::Partial, ..) => {
            *bytes = &[];
            Ok(None)
        }
    }
}

fn known(headers: &[httparse::Header<'_>]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for header in headers.iter().filter(|header| !header.name.is_empty()) {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(header.value)) {
            map.append(name, value);
        }
    }
    map
}

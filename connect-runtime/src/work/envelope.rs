//! The stored form of a request that is processed later: everything that its handler can ask for,
//! and no token.
//!
//! One line of JSON, a line feed, and the body as received: the body, which may be megabytes long,
//! is neither escaped nor parsed again.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use bytes::{BufMut, Bytes, BytesMut};
use connect_auth::qsh;
use connect_auth::token::TokenContext;
use connect_model::declaration::Auth;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::extract::{Caller, X_REQUEST_ID};
use crate::handler::IncomingRequest;
use crate::serve::Passage;

/// The line before the body. Fields added by later releases have a default.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Head<'a> {
    /// The path and the query, without the token. Empty for one of the app's own jobs.
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    target: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The account id in the token.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    account: Option<Cow<'a, str>>,
    /// The token's `context` claim.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    context: Option<&'a RawValue>,
    /// The request's id in the log.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    request: Option<Cow<'a, str>>,
}

/// Headers that describe a delivery, in addition to all of the host's own.
const KEPT: [HeaderName; 1] = [CONTENT_TYPE];

/// The host's own headers: the identifier of a webhook, the number of its retry.
const OF_THE_HOST: &str = "x-atlassian-";

/// The maximum length of a header that is stored, in bytes.
const LONGEST: usize = 1024;

/// The content of a stored job.
pub(crate) struct Envelope {
    head: Bytes,
    body: Bytes,
}

/// What is known about the caller of a stored request.
pub(crate) struct OfRequest<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) account_id: Option<&'a str>,
    pub(crate) context: Option<&'a TokenContext>,
}

impl Envelope {
    /// The envelope of a request, without its token.
    pub(crate) fn of_request(request: &OfRequest<'_>, body: &[u8]) -> Bytes {
        let OfRequest {
            parts,
            account_id,
            context,
        } = *request;
        let context = context
            .and_then(TokenContext::json)
            .and_then(|json| serde_json::from_str::<&RawValue>(json).ok());
        let head = Head {
            target: without_token(parts),
            headers: kept(&parts.headers),
            account: account_id.map(Cow::Borrowed),
            context,
            request: Passage::of(&parts.extensions)
                .map(|passage| Cow::Borrowed(passage.id.as_str())),
        };
        Self::written(&head, body)
    }

    /// The envelope of a job's arguments.
    pub(crate) fn of_job(arguments: &[u8]) -> Bytes {
        Self::written(&Head::default(), arguments)
    }

    fn written(head: &Head<'_>, body: &[u8]) -> Bytes {
        let mut written = BytesMut::with_capacity(512 + body.len()).writer();
        // A line of JSON contains no line feed: serde_json escapes them. Writing to memory can't
        // fail.
        let _ = serde_json::to_writer(&mut written, head);
        let mut written = written.into_inner();
        written.put_u8(b'\n');
        written.put_slice(body);
        written.freeze()
    }

    /// Parses a stored envelope; `None` for one that no release has written.
    pub(crate) fn read(stored: &Bytes) -> Option<Self> {
        let line = memchr::memchr(b'\n', stored)?;
        let envelope = Self {
            head: stored.slice(..line),
            body: stored.slice(line + 1..),
        };
        // serde also reads a struct from a list.
        let is_object = envelope.head.starts_with(b"{");
        let head = serde_json::from_slice::<Head<'_>>(&envelope.head);
        (is_object && head.is_ok()).then_some(envelope)
    }

    /// The stored body.
    pub(crate) fn body(&self) -> &Bytes {
        &self.body
    }

    /// The request as it was when it was verified, and its caller.
    pub(crate) fn request(&self, auth: Auth) -> (Box<IncomingRequest>, Caller) {
        let head: Head<'_> = serde_json::from_slice(&self.head).unwrap_or_default();
        let mut parts = Request::new(()).into_parts().0;
        parts.method = Method::POST;
        if let Ok(uri) = head.target.parse() {
            parts.uri = uri;
        }
        for (name, value) in &head.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
                parts.headers.append(name, value);
            }
        }
        // It has the id of the request that brought it.
        let mut named = HeaderMap::new();
        let id = head.request.as_deref().unwrap_or_default();
        if let Ok(id) = HeaderValue::from_str(id) {
            named.insert(X_REQUEST_ID, id);
        }
        parts
            .extensions
            .insert(Passage::begin(&named, Instant::now()));
        let context = head.context.map(|context| TokenContext::of(context.get()));
        let caller = Caller {
            account_id: head.account.as_deref().map(Arc::from),
            auth,
            context: context.unwrap_or_default(),
            form: None,
            development: false,
            // A job doesn't need one.
            renewal: None,
        };
        let body = Body::from(self.body.clone());
        (IncomingRequest::new(parts, body), caller)
    }
}

/// The path and the query of a request without its token, which must not outlive it.
fn without_token(parts: &Parts) -> Cow<'_, str> {
    let target = parts.uri.path_and_query().map_or("/", |it| it.as_str());
    let Some(query) = parts.uri.query() else {
        return Cow::Borrowed(target);
    };
    if qsh::tokens(query.as_bytes()).next().is_none() {
        return Cow::Borrowed(target);
    }
    let pairs = qsh::segments(query.as_bytes());
    let pairs = pairs.filter(|pair| qsh::tokens(pair).next().is_none());
    let mut kept = parts.uri.path().to_owned();
    let mut before = '?';
    for pair in pairs {
        kept.push(before);
        // Parts of a URI are ASCII.
        kept.push_str(&String::from_utf8_lossy(pair));
        before = '&';
    }
    Cow::Owned(kept)
}

fn kept(headers: &HeaderMap) -> Vec<(Cow<'_, str>, Cow<'_, str>)> {
    let is_kept = |name: &HeaderName| KEPT.contains(name) || name.as_str().starts_with(OF_THE_HOST);
    headers
        .iter()
        .filter(|(name, value)| is_kept(name) && value.len() <= LONGEST)
        .filter_map(|(name, value)| Some((name.as_str().into(), value.to_str().ok()?.into())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Parts {
        let request = Request::post("/webhooks/greet?a=1&jwt=e.y.J&%6Awt=e.y.J&b=%0a2")
            .header("authorization", "JWT e.y.J")
            .header("cookie", "a=b")
            .header("content-type", "application/json")
            .header("x-atlassian-webhook-identifier", "event-1")
            .header("x-atlassian-webhook-retry", "2");
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_request_comes_back_without_its_token() {
        let body = b"{\"a\":\n1}";
        let context = TokenContext::of(r#"{"jira":{"issue":{"key":"A-1"}}}"#);
        let stored = Envelope::of_request(
            &OfRequest {
                parts: &parts(),
                account_id: Some("ann"),
                context: Some(&context),
            },
            body,
        );
        assert!(!String::from_utf8_lossy(&stored).contains("e.y.J"));
        let envelope = Envelope::read(&stored).unwrap();
        assert_eq!(&envelope.body()[..], body);
        let (request, caller) = envelope.request(Auth::Request);
        assert_eq!(request.parts.uri, "/webhooks/greet?a=1&b=%0a2");
        assert_eq!(request.parts.method, Method::POST);
        let headers = &request.parts.headers;
        assert_eq!(headers.len(), 3, "{headers:?}");
        assert_eq!(headers["x-atlassian-webhook-identifier"], "event-1");
        assert_eq!(headers["content-type"], "application/json");
        assert_eq!(caller.account_id.as_deref(), Some("ann"));
        assert_eq!(caller.context.json(), context.json());
        assert_eq!(caller.auth, Auth::Request);
    }

    #[test]
    fn what_no_release_has_written_is_not_read() {
        for stored in [&b""[..], b"{}", b"x\n{}", b"[]\n"] {
            assert!(Envelope::read(&Bytes::from_static(stored)).is_none());
        }
        let job = Envelope::of_job(b"7");
        assert_eq!(&job[..], b"{}\n7");
        assert_eq!(&Envelope::read(&job).unwrap().body()[..], b"7");
        // A later release may have added fields.
        let later = Bytes::from_static(b"{\"more\":1}\n");
        assert!(Envelope::read(&later).is_some());
    }
}

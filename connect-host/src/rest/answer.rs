//! Answers of the product's REST API.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use connect_product::Reply;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer_source::AnswerSource;
use crate::error::HostError;
use crate::wire::http::json;

/// States where an answer comes from.
const SOURCE: &str = "x-local-host";

/// An answer of the product's REST API.
///
/// ```
/// use std::time::Duration;
/// use connect_host::rest::Answer;
/// use serde_json::json;
///
/// let issue = Answer::json(json!({"key": "DEMO-1"}));
/// let busy = Answer::status(429).retry_after(Duration::from_secs(1));
/// let file = Answer::status(200).body("image/png", b"\x89PNG".to_vec());
/// # drop((issue, busy, file));
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Answer {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// An empty answer with this status; an invalid status counts as 500.
    pub fn status(status: u16) -> Answer {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Answer::empty(status)
    }

    /// 200 with JSON.
    pub fn json(body: impl Into<Value>) -> Answer {
        Answer::status(200).with_json(body)
    }

    pub(super) fn empty(status: StatusCode) -> Answer {
        Answer {
            status,
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    /// The same answer with a JSON body.
    pub fn with_json(self, body: impl Into<Value>) -> Answer {
        self.body("application/json", body.into().to_string())
    }

    /// The same answer with any body.
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        self.body = body.into();
        self.header("content-type", content_type)
    }

    /// The same answer with one more header; an invalid one is left out.
    pub fn header(mut self, name: &str, value: &str) -> Answer {
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            self.headers.insert(name, value);
        }
        self
    }

    /// The same answer with a `Retry-After` in whole seconds.
    pub fn retry_after(self, after: Duration) -> Answer {
        let seconds = after.as_secs().to_string();
        self.header(header::RETRY_AFTER.as_str(), &seconds)
    }

    /// The status.
    #[must_use]
    pub fn status_code(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The body, read as JSON.
    ///
    /// # Errors
    /// [`HostError::NotJson`], with the body, when it is something else.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, HostError> {
        json(self.status, &self.text())
    }

    /// The same answer, marked with its source.
    pub(super) fn marked(self, source: AnswerSource) -> Answer {
        self.header(SOURCE, source.name())
    }

    /// The source that the answer is marked with.
    pub(super) fn source(&self) -> Option<AnswerSource> {
        AnswerSource::named(self.headers.get(SOURCE)?.to_str().ok()?)
    }

    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// An answer from the product's data.
impl From<Reply> for Answer {
    fn from(reply: Reply) -> Answer {
        let (content_type, body) = reply.body.unzip();
        let answer = Answer {
            status: reply.status,
            headers: reply.headers,
            body: body.unwrap_or_default(),
        };
        match content_type {
            Some(content_type) => answer.header("content-type", &content_type),
            None => answer,
        }
    }
}

/// 200 with JSON.
impl From<Value> for Answer {
    fn from(body: Value) -> Answer {
        Answer::json(body)
    }
}

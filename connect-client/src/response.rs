//! A response as it arrives.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use connect_auth::content::{self, ReadError};
use futures_util::Stream;
use futures_util::stream::try_unfold;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout, timeout_at};

use super::context::CallContext;
use super::error::{CallError, CallErrorKind};
use super::rate_limit::RateLimit;

/// A response whose head has arrived and whose body has not been read: [`Response::stream`] it, or
/// read all of it with [`Response::blob`].
///
/// As long as it exists, it counts as one of its tenant's calls.
pub struct Response {
    pub(super) inner: reqwest::Response,
    pub(super) context: CallContext,
    pub(super) limit: usize,
    pub(super) deadline: Instant,
    pub(super) attempt_timeout: Duration,
    pub(super) _permit: OwnedSemaphorePermit,
}

/// Bytes and their content type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// The content type, if the host states one.
    pub content_type: Option<Box<str>>,
    /// The content.
    pub bytes: Bytes,
}

impl Response {
    /// The status: a success, or the redirect of an operation that responds with one.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.inner.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.inner.headers()
    }

    /// The host's rate limit headers.
    #[must_use]
    pub fn rate_limit(&self) -> RateLimit {
        RateLimit::of(self.headers())
    }

    /// The body as a stream. It may be of any length; each chunk has the time limit of an attempt.
    ///
    /// After an error the stream ends.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes, CallError>> + Send {
        try_unfold(self, |mut response| async move {
            let limit = response.attempt_timeout;
            let chunk = match timeout(limit, response.inner.chunk()).await {
                Ok(Ok(chunk)) => chunk,
                Ok(Err(error)) => {
                    return Err(CallError::of_transport(&response.context, error, limit));
                }
                Err(_) => return Err(response.error(CallErrorKind::Timeout { limit })),
            };
            Ok(chunk.map(|chunk| (chunk, response)))
        })
    }

    /// The whole body.
    ///
    /// # Errors
    /// [`CallErrorKind::TooLarge`] beyond the call's limit, or an error of the connection.
    pub async fn blob(mut self) -> Result<Blob, CallError> {
        Ok(Blob {
            content_type: self.content_type().map(Into::into),
            bytes: self.bytes().await?,
        })
    }

    /// The whole body of a response that is declared as JSON, or has no content type.
    pub(super) async fn json(&mut self) -> Result<Bytes, CallError> {
        if self.content_type().is_some() && !is_json(self.headers()) && !self.is_empty() {
            let content_type = self.content_type().map(Into::into);
            return Err(self.error(CallErrorKind::NotJson { content_type }));
        }
        self.bytes().await
    }

    /// Reads what is left, so that the connection can be reused. The call has already succeeded, so
    /// errors here don't matter.
    pub(super) async fn drain(&mut self) {
        /// A new connection costs less than reading more.
        const AT_MOST: usize = 64 * 1024;
        self.limit = self.limit.min(AT_MOST);
        let _ = self.bytes().await;
    }

    /// Releases the connection and the tenant's permit once the body has been read.
    pub(super) fn into_context(self) -> CallContext {
        self.context
    }

    async fn bytes(&mut self) -> Result<Bytes, CallError> {
        let (deadline, limit) = (self.deadline, self.limit);
        match timeout_at(deadline, content::read(&mut self.inner, limit)).await {
            Ok(Ok(bytes)) => Ok(bytes),
            Ok(Err(ReadError::Broken(error))) => Err(CallError::of_transport(
                &self.context,
                error,
                self.attempt_timeout,
            )),
            Ok(Err(_)) => Err(self.error(CallErrorKind::TooLarge { limit })),
            Err(_) => Err(self.error(CallErrorKind::Timeout {
                limit: self.attempt_timeout,
            })),
        }
    }

    fn error(&self, kind: CallErrorKind) -> CallError {
        CallError::new(&self.context, kind)
    }

    fn content_type(&self) -> Option<&str> {
        // A value that is not text is of an unknown type.
        let value = self.headers().get(CONTENT_TYPE)?;
        Some(value.to_str().unwrap_or("unreadable"))
    }

    fn is_empty(&self) -> bool {
        self.status() == StatusCode::NO_CONTENT || self.inner.content_length() == Some(0)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status())
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}

/// `application/json`, or a media type that ends in `+json`.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(media_type) = content::media_type(headers) else {
        return false;
    };
    let ends = |end: &str| {
        let start = media_type.len().checked_sub(end.len());
        start
            .and_then(|start| media_type.get(start..))
            .is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    media_type.eq_ignore_ascii_case("application/json")
        || (media_type.len() > "+json".len() && ends("+json"))
}

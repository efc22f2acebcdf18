//! An answer as it comes in.

use std::fmt;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use futures_util::stream::try_unfold;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout, timeout_at};

use super::answer::End;
use super::error::CallError;
use super::send::{Label, broken};

/// An answer whose head has come and whose body has not been read: [`Reply::stream`] it, or take
/// all of it with [`Reply::blob`].
///
/// As long as it lives, it counts as one of its tenant's calls.
pub struct Reply {
    pub(super) response: reqwest::Response,
    pub(super) label: Label,
    pub(super) limit: usize,
    pub(super) deadline: Instant,
    pub(super) attempt_timeout: Duration,
    pub(super) _permit: OwnedSemaphorePermit,
}

/// Bytes, and of what kind they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// The content type, when the host names one.
    pub content_type: Option<Box<str>>,
    /// The content.
    pub bytes: Bytes,
}

impl Reply {
    /// The status: a success, or the redirect of an operation that answers with one.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The body, piece by piece. It may be of any length; each piece has the time of an attempt.
    ///
    /// Each item is an error at most once, and then the last.
    pub fn stream(self) -> impl Stream<Item = Result<Bytes, CallError>> + Send {
        try_unfold(self, |mut reply| async move {
            let limit = reply.attempt_timeout;
            let chunk = match timeout(limit, reply.response.chunk()).await {
                Ok(Ok(chunk)) => chunk,
                Ok(Err(error)) => return Err(broken(&reply.label, error, limit)),
                Err(_) => return Err(reply.label.timeout(limit)),
            };
            Ok(chunk.map(|chunk| (chunk, reply)))
        })
    }

    /// The whole body.
    ///
    /// # Errors
    /// [`CallError::TooLarge`] beyond the call's limit, and whatever happens on the way.
    pub async fn blob(mut self) -> Result<Blob, CallError> {
        Ok(Blob {
            content_type: self.content_type().map(Into::into),
            bytes: self.bytes().await?,
        })
    }

    /// The whole body of an answer that says that it is JSON, or says nothing.
    pub(super) async fn json(&mut self) -> Result<Bytes, CallError> {
        let content_type = self.content_type();
        if content_type.is_some_and(|kind| !is_json(kind)) && !self.is_empty() {
            return Err(CallError::NotJson {
                whence: self.label.whence(),
                content_type: content_type.map(Into::into),
            });
        }
        self.bytes().await
    }

    /// Reads what there is, so that the connection can be used again. The call has succeeded
    /// already, so nothing that happens here matters.
    pub(super) async fn drain(&mut self) {
        /// Making a new connection costs less than reading more.
        const AT_MOST: usize = 64 * 1024;
        self.limit = self.limit.min(AT_MOST);
        let _ = self.bytes().await;
    }

    /// What is left when it has been read: the connection and the lane are free again.
    pub(super) fn end(self) -> End {
        End(self.label)
    }

    /// The whole body.
    pub(super) async fn bytes(&mut self) -> Result<Bytes, CallError> {
        let read = body_of(&mut self.response, self.limit, self.deadline).await;
        read.map_err(|unread| match unread {
            Unread::TooLarge => CallError::TooLarge {
                whence: self.label.whence(),
                limit: self.limit,
            },
            Unread::Late => self.label.timeout(self.attempt_timeout),
            Unread::Broken(error) => broken(&self.label, error, self.attempt_timeout),
        })
    }

    fn content_type(&self) -> Option<&str> {
        // One that is no text is some other kind than any we know.
        let value = self.response.headers().get(CONTENT_TYPE)?;
        Some(value.to_str().unwrap_or("unreadable"))
    }

    fn is_empty(&self) -> bool {
        self.response.status() == StatusCode::NO_CONTENT
            || self.response.content_length() == Some(0)
    }
}

/// Why a body can't be read.
pub(super) enum Unread {
    TooLarge,
    Late,
    Broken(reqwest::Error),
}

/// A whole body, counted while it comes in: what a header says of its length is a claim.
pub(super) async fn body_of(
    response: &mut reqwest::Response,
    limit: usize,
    deadline: Instant,
) -> Result<Bytes, Unread> {
    let claimed = response.content_length().unwrap_or_default();
    if usize::try_from(claimed).map_or(true, |claimed| claimed > limit) {
        return Err(Unread::TooLarge);
    }
    let whole = async {
        let mut first = Bytes::new();
        let mut more = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(Unread::Broken)? {
            if first.len() + more.len() + chunk.len() > limit {
                return Err(Unread::TooLarge);
            }
            // Most answers come in one piece, which needs no copy.
            if first.is_empty() && more.is_empty() {
                first = chunk;
                continue;
            }
            more.extend_from_slice(&std::mem::take(&mut first));
            more.extend_from_slice(&chunk);
        }
        Ok(if more.is_empty() {
            first
        } else {
            more.freeze()
        })
    };
    timeout_at(deadline, whole)
        .await
        .unwrap_or(Err(Unread::Late))
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status())
            .field("label", &self.label)
            .finish_non_exhaustive()
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
        || (essence.len() > 5
            && essence
                .get(essence.len() - 5..)
                .is_some_and(|end| end.eq_ignore_ascii_case("+json")))
}

//! A REST call, which does nothing until it is awaited.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use connect_model::ScopeSet;
use http::header::{self, HeaderName, HeaderValue};
use serde::Serialize;

use super::answer::AnyAnswer;
use super::body::Body;
use super::connection::Connection;
use super::error::{CallError, optional};
use super::from_response::FromResponse;
use super::multipart::Multipart;
use super::query_value::{QueryValue, encode};
use super::request::RequestParts;
use super::send::send;
use super::target::InvalidRequest;

/// A call of the REST API whose response is a `T`. It does nothing until it is awaited (or
/// [sent](Call::send)).
///
/// `A` is what the documentation states about the response; see [`NoList`](super::NoList).
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T, A = AnyAnswer> {
    pub(super) connection: Arc<Connection>,
    pub(super) parts: Box<RequestParts>,
    response: PhantomData<fn() -> (T, A)>,
}

impl<T, A> Call<T, A> {
    pub(super) fn new(connection: Arc<Connection>, parts: Box<RequestParts>) -> Self {
        Self {
            connection,
            parts,
            response: PhantomData,
        }
    }

    /// The same call, with another response kind.
    #[doc(hidden)]
    pub fn answering<B>(self) -> Call<T, B> {
        Call::new(self.connection, self.parts)
    }

    /// Sets a path parameter. Its value stays a single segment, whatever it contains; one that
    /// can't be a segment (empty, `.`, `..`) is an error when the call is sent.
    pub fn path(mut self, name: &'static str, value: impl Display) -> Self {
        let mut encoded = String::new();
        encode(&mut encoded, &value);
        self.parts.path.push((name, encoded));
        self
    }

    /// Adds a query parameter: repeated for each value of a list, omitted for `None`.
    pub fn query(mut self, name: &'static str, value: impl QueryValue) -> Self {
        if name == "jwt" {
            // The query string hash leaves it out, and the host would mistake it for the token.
            self.parts.refuse(InvalidRequest::Parameter {
                name: Cow::Borrowed(name),
                problem: "is the name of the token",
            });
            return self;
        }
        let parts = &mut self.parts;
        value.each(&mut |value| parts.add_query(name, value));
        self
    }

    /// Adds a query parameter whose list becomes a single value, joined by commas.
    pub fn query_joined(mut self, name: &'static str, value: impl QueryValue) -> Self {
        let mut joined: Option<String> = None;
        value.each(&mut |value| match &mut joined {
            None => joined = Some(value.to_string()),
            Some(joined) => joined.extend([",", &*value.to_string()]),
        });
        if let Some(joined) = joined {
            self = self.query(name, joined);
        }
        self
    }

    /// Sends a JSON body.
    pub fn json<B: Serialize + ?Sized>(mut self, body: &B) -> Self {
        self.parts.set_body(Body::json(body));
        self
    }

    /// Sends bytes with this content type.
    pub fn bytes(mut self, content_type: &str, bytes: impl Into<Bytes>) -> Self {
        self.parts.set_body(Body::bytes(content_type, bytes.into()));
        self
    }

    /// Sends a form with files, with the header `X-Atlassian-Token: no-check`, without which the
    /// host rejects it as forged ("Form token handling").
    pub fn multipart(mut self, form: Multipart) -> Self {
        self.parts.set_body(Body::multipart(form));
        self
    }

    /// Adds a header, for example `X-ExperimentalApi`. Headers that authenticate the call or frame
    /// its body belong to the client and are rejected.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        const OWN: [HeaderName; 9] = [
            header::AUTHORIZATION,
            header::PROXY_AUTHORIZATION,
            header::COOKIE,
            header::HOST,
            header::CONTENT_LENGTH,
            header::CONTENT_TYPE,
            header::TRANSFER_ENCODING,
            header::CONNECTION,
            header::UPGRADE,
        ];
        if OWN.contains(&name) {
            self.parts.refuse(InvalidRequest::Parameter {
                name: Cow::Owned(name.as_str().to_owned()),
                problem: "is a header that the client sets itself",
            });
        } else {
            self.parts.headers.append(name, value);
        }
        self
    }

    /// The expansion of a checked call's `headers(…)`: a documented header, omitted for `None`.
    #[doc(hidden)]
    pub fn header_text(mut self, name: &'static str, value: impl QueryValue) -> Self {
        let mut texts = Vec::new();
        value.each(&mut |value| texts.push(value.to_string()));
        for text in texts {
            match (HeaderName::try_from(name), HeaderValue::try_from(text)) {
                (Ok(name), Ok(value)) => self = self.header(name, value),
                _ => self.parts.refuse(InvalidRequest::Parameter {
                    name: Cow::Borrowed(name),
                    problem: "can't be in a header",
                }),
            }
        }
        self
    }

    /// Sets whether the call may be repeated when the host is busy or the connection breaks. By
    /// default GET, PUT and DELETE may, and POST and PATCH may not.
    pub fn repeatable(mut self, repeatable: bool) -> Self {
        self.parts.repeatable = Some(repeatable);
        self
    }

    /// Sets the time limit of each attempt.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.parts.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the maximum size of the response, in bytes.
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.parts.response_limit = Some(bytes);
        self
    }

    /// Rejects the call unless these scopes cover what it needs.
    pub(super) fn within(mut self, named: ScopeSet) -> Self {
        let needed = self.parts.needs;
        if !named.covers_all(needed) {
            self.parts
                .refuse(InvalidRequest::ScopeNotNamed { needed, named });
        }
        self
    }
}

/// A call whose response has no type yet.
impl<A> Call<(), A> {
    /// The same call, whose response is read as a `T`.
    pub fn response<T>(self) -> Call<T> {
        Call::new(self.connection, self.parts)
    }
}

impl<T: FromResponse, A> Call<T, A> {
    /// Sends the call; the same as awaiting it.
    ///
    /// # Errors
    /// [`CallError`] if the call fails.
    pub async fn send(self) -> Result<T, CallError> {
        let Self {
            connection, parts, ..
        } = self;
        T::read(send(connection, parts, T::ACCEPT).await?).await
    }
}

impl<T: FromResponse, A> Call<T, A> {
    /// Sends the call; a 404 becomes `None`, such as a property that was never set.
    ///
    /// # Errors
    /// [`CallError`] for everything else.
    pub async fn optional(self) -> Result<Option<T>, CallError> {
        optional(self.send().await)
    }
}

impl<T: FromResponse + 'static, A> IntoFuture for Call<T, A> {
    type Output = Result<T, CallError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let call: Call<T> = self.answering();
        Box::pin(call.send())
    }
}

impl<T, A> Clone for Call<T, A> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.connection), self.parts.clone())
    }
}

impl<T, A> fmt::Debug for Call<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be personal data.
        f.debug_struct("Call")
            .field("connection", &self.connection)
            .field("method", &self.parts.method)
            .field("template", &self.parts.template)
            .finish_non_exhaustive()
    }
}

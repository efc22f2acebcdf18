//! One call of a handler: from a verified request to the handler's arguments and its answer.

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::request::Parts;
use memchr::memchr2;
use url::form_urlencoded;

use crate::auth::qsh;
use crate::extract::{InvalidContext, MissingContext};

/// Names and values of a path's parameters.
pub(crate) type PathParameters = Box<[(String, String)]>;

/// A state of any type, as routes carry it.
pub(crate) type AnyState = Arc<dyn Any + Send + Sync>;

/// What a handler's wrapper returns.
pub type Answer = Pin<Box<dyn Future<Output = Result<Response, Refused>> + Send>>;

/// The call ended before the handler ran: an argument could not be made from the request.
///
/// Boxed, so that the way through costs nothing for it.
#[derive(Debug)]
pub struct Refused(Box<Response>);

impl Refused {
    pub(crate) fn new(reason: impl IntoResponse) -> Self {
        Self(Box::new(reason.into_response()))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A request on its way to a handler. It lies in a box, for it is handed on many times.
pub(crate) struct Arrived {
    pub(crate) parts: Parts,
    pub(crate) body: Body,
    /// The posted form of an iframe module: the host may send context parameters in it.
    pub(crate) form: Option<Bytes>,
    /// The parameters of the route's path, decoded; empty for almost every route.
    pub(crate) path: PathParameters,
}

impl Arrived {
    pub(crate) fn new(parts: Parts, body: Body) -> Box<Self> {
        Box::new(Self {
            parts,
            body,
            form: None,
            path: Box::default(),
        })
    }

    fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URI may carry a token.
        f.debug_struct(name)
            .field("method", &self.parts.method)
            .field("path", &self.parts.uri.path())
            .finish_non_exhaustive()
    }
}

/// A request that has been let in, with the state of the handler's crate, not yet typed.
pub struct Call {
    pub(crate) arrived: Box<Arrived>,
    pub(crate) state: AnyState,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.arrived.debug("Call", f)
    }
}

/// Gives the call the state type of the handler's crate.
///
/// # Errors
/// None that an app can see: the start-up check has made sure that the state is there.
pub fn bind<S: Send + Sync + 'static>(call: Call) -> Result<Bound<S>, Refused> {
    let Ok(state) = call.state.downcast::<S>() else {
        tracing::error!(
            state = std::any::type_name::<S>(),
            "a route has another crate's state"
        );
        return Err(Refused::new(http::StatusCode::INTERNAL_SERVER_ERROR));
    };
    Ok(Bound {
        arrived: call.arrived,
        state,
    })
}

/// A call whose state has a type: arguments can be taken from it.
pub struct Bound<S> {
    arrived: Box<Arrived>,
    state: Arc<S>,
}

impl<S> fmt::Debug for Bound<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.arrived.debug("Bound", f)
    }
}

impl<S: Send + Sync + 'static> Bound<S> {
    /// A context parameter that must be there.
    ///
    /// # Errors
    /// 400 when it is missing, empty or not a `T`.
    pub fn context<T: ContextValue>(&self, name: &'static str) -> Result<T, Refused> {
        match self.optional(name)? {
            Some(value) => Ok(value),
            None => Err(Refused::new(MissingContext { name })),
        }
    }

    /// A context parameter that may be missing; the host leaves one empty that has no value.
    ///
    /// # Errors
    /// 400 when it is there and not a `T`.
    pub fn optional<T: ContextValue>(&self, name: &'static str) -> Result<Option<T>, Refused> {
        if let Some((_, value)) = self.arrived.path.iter().find(|(key, _)| key == name) {
            return parse(name, value);
        }
        let query = self.arrived.parts.uri.query().unwrap_or_default();
        if let Some(value) = find(query.as_bytes(), name) {
            return parse(name, &value);
        }
        match self
            .arrived
            .form
            .as_deref()
            .and_then(|form| find(form, name))
        {
            Some(value) => parse(name, &value),
            None => Ok(None),
        }
    }

    /// An argument that axum (or this crate) takes from the request's head.
    ///
    /// # Errors
    /// The extractor's own rejection.
    pub async fn part<T: FromRequestParts<S>>(&mut self) -> Result<T, Refused> {
        T::from_request_parts(&mut self.arrived.parts, &self.state)
            .await
            .map_err(Refused::new)
    }

    /// The last argument, which may take the body.
    ///
    /// # Errors
    /// The extractor's own rejection.
    pub async fn last<T: FromRequest<S, M>, M>(&mut self) -> Result<T, Refused> {
        // What stays behind is empty: nobody asks after the last argument.
        let (parts, body) = Request::new(Body::empty()).into_parts();
        let parts = mem::replace(&mut self.arrived.parts, parts);
        let body = mem::replace(&mut self.arrived.body, body);
        let request = Request::from_parts(parts, body);
        T::from_request(request, &self.state)
            .await
            .map_err(Refused::new)
    }
}

/// Hands the handler's value on as a response.
///
/// # Errors
/// Never: the type is what a wrapper returns.
pub fn answer<R: IntoResponse>(value: R) -> Result<Response, Refused> {
    Ok(value.into_response())
}

/// A type that a `#[context("…")]` parameter can have: everything with [`FromStr`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be made from a context parameter",
    label = "not a type that parses from a string",
    note = "a `#[context(\"…\")]` parameter is a type that implements `FromStr`, or an `Option` of one"
)]
pub trait ContextValue: Sized {
    /// Reads the value from its decoded text.
    fn read(text: &str) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: FromStr> ContextValue for T {
    fn read(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

fn parse<T: ContextValue>(name: &'static str, text: &str) -> Result<Option<T>, Refused> {
    if text.is_empty() {
        return Ok(None);
    }
    match T::read(text) {
        Some(value) => Ok(Some(value)),
        None => Err(Refused::new(InvalidContext { name })),
    }
}

/// The first value of a parameter in a query or a form.
fn find<'a>(encoded: &'a [u8], name: &str) -> Option<Cow<'a, str>> {
    qsh::segments(encoded)
        // What begins with other characters, and escapes none, need not be decoded to be told.
        .filter(|raw| raw.starts_with(name.as_bytes()) || memchr2(b'%', b'+', raw).is_some())
        .find_map(|raw| {
            let (key, value) = form_urlencoded::parse(raw).next()?;
            (key == name).then_some(value)
        })
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_parameter_is_found_however_it_is_escaped() {
        let query = b"issue.keys=A-1&cp=%2Fwiki&issue%2ekey=DEMO+1%21&issue.key=B-2&jwt=e.y.J";
        assert_eq!(find(query, "issue.key").as_deref(), Some("DEMO 1!"));
        assert_eq!(find(query, "cp").as_deref(), Some("/wiki"));
        assert_eq!(find(query, "issue").as_deref(), None);
        assert_eq!(find(b"a+b=1&a", "a b").as_deref(), Some("1"));
        assert_eq!(find(b"a+b=1&a", "a").as_deref(), Some(""));
    }
}

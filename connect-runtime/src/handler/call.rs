//! One call of a handler: from a verified request to the handler's arguments.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::str::FromStr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::request::Parts;
use url::form_urlencoded;

use crate::extract::{
    InvalidContext, MissingContext, PostedForm, RepeatedContext, SignedParameters,
};
use crate::jobs::{Jobs, Queue};
use crate::serve::OfTenant;
use crate::tenants::Tenant;
use connect_auth::qsh;

/// The names and values of the path parameters.
pub(crate) type PathParameters = Box<[(String, String)]>;

/// The decoded path parameters; empty if one is not UTF-8, so that the handler answers 400 for the
/// missing parameter.
pub(crate) async fn path_parameters(parts: &mut Parts) -> PathParameters {
    match RawPathParams::from_request_parts(parts, &()).await {
        Ok(found) => found
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        Err(_) => Box::default(),
    }
}

/// A state of any type, as routes carry it.
pub(crate) type AnyState = Arc<dyn Any + Send + Sync>;

/// The future that an [`ErasedHandler`](super::ErasedHandler) returns.
pub type ResponseFuture = Pin<Box<dyn Future<Output = Result<Response, RejectionResponse>> + Send>>;

/// The response to a request that does not reach its handler: it is not authorized, or an argument
/// could not be extracted from it.
///
/// Boxed, so that its size doesn't slow down the successful path.
#[derive(Debug)]
pub struct RejectionResponse(Box<Response>);

impl RejectionResponse {
    pub(crate) fn new(rejection: impl IntoResponse) -> Self {
        Self(Box::new(rejection.into_response()))
    }
}

impl IntoResponse for RejectionResponse {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A request on its way to a handler. Boxed: it is moved often.
pub(crate) struct IncomingRequest {
    pub(crate) parts: Parts,
    pub(crate) body: Body,
    /// The posted form of an iframe module: the host may send context parameters in it.
    pub(crate) form: Option<Bytes>,
    /// The decoded path parameters; empty for almost every route.
    pub(crate) path: PathParameters,
    /// The values that are not yet in the extensions; see [`OfTenant`].
    pub(crate) of_tenant: Option<OfTenant>,
    /// The app's queue, if there is no verified caller to get it from.
    pub(crate) queue: Option<Arc<Queue>>,
    /// Replaces the URL's parameters if Forge is calling.
    pub(crate) signed: Option<Arc<SignedParameters>>,
}

impl IncomingRequest {
    pub(crate) fn new(parts: Parts, body: Body) -> Box<Self> {
        Box::new(Self {
            parts,
            body,
            form: None,
            path: Box::default(),
            of_tenant: None,
            queue: None,
            signed: None,
        })
    }

    fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URI may contain a token.
        f.debug_struct(name)
            .field("method", &self.parts.method)
            .field("path", &self.parts.uri.path())
            .finish_non_exhaustive()
    }
}

/// An authorized request, with the type-erased state of the handler's crate.
pub struct ErasedCall {
    pub(crate) request: Box<IncomingRequest>,
    pub(crate) state: AnyState,
}

impl fmt::Debug for ErasedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.debug("ErasedCall", f)
    }
}

/// Restores the type of the state that the handler's crate names.
///
/// # Errors
/// 500 when the state has another type, which the start-up checks rule out.
pub fn bind<S: Send + Sync + 'static>(
    call: ErasedCall,
) -> Result<HandlerCall<S>, RejectionResponse> {
    let Ok(state) = call.state.downcast::<S>() else {
        tracing::error!(
            state = std::any::type_name::<S>(),
            "a route has another crate's state"
        );
        return Err(RejectionResponse::new(
            http::StatusCode::INTERNAL_SERVER_ERROR,
        ));
    };
    Ok(HandlerCall {
        request: call.request,
        state,
    })
}

/// A call with typed state, from which arguments can be extracted.
pub struct HandlerCall<S> {
    request: Box<IncomingRequest>,
    state: Arc<S>,
}

impl<S> fmt::Debug for HandlerCall<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.debug("HandlerCall", f)
    }
}

impl<S: Send + Sync + 'static> HandlerCall<S> {
    /// A context parameter: a required one, or an `Option` of one that may be missing.
    ///
    /// # Errors
    /// 400 when a required one is missing, or when it can't be parsed as its type.
    pub fn context<T: ContextValue<M>, M>(
        &self,
        name: &'static str,
    ) -> Result<T, RejectionResponse> {
        T::read(self.text(name)?.as_deref(), name)
    }

    /// The text of a context parameter; the host sends an empty one for a missing value.
    fn text(&self, name: &'static str) -> Result<Option<Cow<'_, str>>, RejectionResponse> {
        match &self.request.signed {
            Some(signed) => signed.text(name, || self.asked(name)),
            None => self.asked(name),
        }
    }

    /// The value in the URL or the form.
    fn asked(&self, name: &'static str) -> Result<Option<Cow<'_, str>>, RejectionResponse> {
        if let Some((_, value)) = self.request.path.iter().find(|(key, _)| key == name) {
            return Ok(Some(Cow::Borrowed(value.as_str())));
        }
        let query = self.request.parts.uri.query().unwrap_or_default();
        let form = || {
            let lent = || self.request.parts.extensions.get::<PostedForm>();
            let form = self.request.form.as_deref();
            form.or_else(|| lent().map(|form| &*form.0))
        };
        find_in(query, form, name)
    }

    /// An argument that needs no extractor, because the runtime already has it.
    pub(super) fn at_hand<T: 'static>(&self) -> Option<T> {
        if TypeId::of::<T>() != TypeId::of::<Tenant>() {
            return None;
        }
        let mut tenant = self
            .request
            .of_tenant
            .as_ref()
            .map(|it| it.tenant().clone());
        // The check above shows that it is a `T`; this tells the compiler.
        let tenant: &mut dyn Any = &mut tenant;
        tenant.downcast_mut::<Option<T>>()?.take()
    }

    /// Makes what is not part of a request's head available to extractors: the posted form, the
    /// tenant, the client of its site, and the app's queue.
    fn lend(&mut self) {
        if let Some(form) = self.request.form.take() {
            self.request.parts.extensions.insert(PostedForm(form));
        }
        if let Some(of_tenant) = self.request.of_tenant.take() {
            of_tenant.insert(&mut self.request.parts);
        }
        if let Some(queue) = self.request.queue.take() {
            self.request.parts.extensions.insert(Jobs::of_app(queue));
        }
        if let Some(signed) = &self.request.signed {
            self.request.parts.extensions.insert(Arc::clone(signed));
        }
    }

    /// An argument that is extracted from the request's head.
    ///
    /// # Errors
    /// The extractor's own rejection.
    pub async fn part<T: FromRequestParts<S>>(&mut self) -> Result<T, RejectionResponse> {
        self.lend();
        T::from_request_parts(&mut self.request.parts, &self.state)
            .await
            .map_err(RejectionResponse::new)
    }

    /// The last extractor, which may consume the body.
    ///
    /// # Errors
    /// The extractor's own rejection.
    pub async fn last<T: FromRequest<S, M>, M>(&mut self) -> Result<T, RejectionResponse> {
        self.lend();
        // The extractor consumes the request. Context parameters may still follow, so what they are
        // read from is kept.
        let (mut parts, body) = Request::new(Body::empty()).into_parts();
        parts.uri.clone_from(&self.request.parts.uri);
        if let Some(form) = self.request.parts.extensions.get::<PostedForm>() {
            parts.extensions.insert(form.clone());
        }
        let parts = mem::replace(&mut self.request.parts, parts);
        let body = mem::replace(&mut self.request.body, body);
        let request = Request::from_parts(parts, body);
        T::from_request(request, &self.state)
            .await
            .map_err(RejectionResponse::new)
    }
}

/// A type that a `#[context("…")]` parameter can have: any type that implements [`FromStr`], or an
/// `Option` of one. `M` distinguishes the two.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be made from a context parameter",
    label = "can't be parsed from a string",
    note = "a `#[context(\"…\")]` parameter is a type that implements `FromStr`, or an `Option` of one"
)]
pub trait ContextValue<M>: Sized {
    /// Reads the value from its decoded text.
    ///
    /// # Errors
    /// 400 when a required one is missing, or when it can't be parsed as its type.
    fn read(text: Option<&str>, name: &'static str) -> Result<Self, RejectionResponse>;
}

/// Marks a required parameter.
#[derive(Debug)]
pub struct Required;

/// Marks an optional parameter.
#[derive(Debug)]
pub struct Optional;

#[diagnostic::do_not_recommend]
impl<T: FromStr> ContextValue<Required> for T {
    fn read(text: Option<&str>, name: &'static str) -> Result<Self, RejectionResponse> {
        match <Option<Self> as ContextValue<Optional>>::read(text, name)? {
            Some(value) => Ok(value),
            None => Err(RejectionResponse::new(MissingContext { name })),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<T: FromStr> ContextValue<Optional> for Option<T> {
    fn read(text: Option<&str>, name: &'static str) -> Result<Self, RejectionResponse> {
        match text {
            None | Some("") => Ok(None),
            Some(text) => match text.parse() {
                Ok(value) => Ok(Some(value)),
                Err(_) => Err(RejectionResponse::new(InvalidContext { name })),
            },
        }
    }
}

/// The only value of a parameter in a query, or else in a form.
///
/// # Errors
/// 400 when there are several, even if they are equal.
pub(crate) fn find_in<'a>(
    query: &'a str,
    form: impl FnOnce() -> Option<&'a [u8]>,
    name: &'static str,
) -> Result<Option<Cow<'a, str>>, RejectionResponse> {
    let mut found = values(query.as_bytes(), name);
    let (first, second) = match found.next() {
        Some(first) => (Some(first), found.next()),
        None => match form() {
            Some(form) => {
                let mut found = values(form, name);
                (found.next(), found.next())
            }
            None => (None, None),
        },
    };
    match second {
        None => Ok(first),
        Some(_) => Err(RejectionResponse::new(RepeatedContext { name })),
    }
}

/// The values of a parameter in a query or a form. Other parameters are only read up to their name: one
/// of them is the token, which makes up most of a query.
fn values<'a>(encoded: &'a [u8], name: &'static str) -> impl Iterator<Item = Cow<'a, str>> {
    qsh::segments(encoded)
        .filter(move |raw| is_named(raw, name))
        .filter_map(|raw| Some(form_urlencoded::parse(raw).next()?.1))
}

/// Whether a raw parameter has this name once decoded. Stops reading at the first difference.
fn is_named(raw: &[u8], name: &str) -> bool {
    let ends = |byte: &u8| matches!(byte, b'=' | b'%' | b'+');
    let pairs = raw.iter().zip(name.as_bytes());
    let same = pairs.take_while(|(byte, wanted)| byte == wanted && !ends(byte));
    let same = same.count();
    match raw.get(same) {
        None | Some(b'=') => same == name.len(),
        Some(b'%' | b'+') => {
            let decoded = form_urlencoded::parse(raw).next();
            decoded.is_some_and(|(decoded, _)| decoded == name)
        }
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_context_parameter_is_available_after_the_body_was_taken() {
        let request = Request::post("/panel?issue.key=DEMO-1").body(Body::from("text"));
        let (parts, body) = request.unwrap().into_parts();
        let mut call = HandlerCall {
            request: IncomingRequest::new(parts, body),
            state: Arc::new(()),
        };
        assert_eq!(call.last::<String, _>().await.unwrap(), "text");
        let issue: String = call.context("issue.key").unwrap();
        assert_eq!(issue, "DEMO-1");
        assert_eq!(call.context::<Option<u8>, _>("weight").unwrap(), None);
        assert!(call.context::<u8, _>("issue.key").is_err());
        assert!(call.context::<String, _>("weight").is_err());
    }

    #[test]
    fn a_parameter_is_found_however_it_is_escaped() {
        let query = "issue.keys=A-1&cp=%2Fwiki&issue%2ekey=DEMO+1%21&issu=B-2&jwt=e.y.J";
        let find = |query, name| find_in(query, || None, name).unwrap();
        assert_eq!(find(query, "issue.key").as_deref(), Some("DEMO 1!"));
        assert_eq!(find(query, "cp").as_deref(), Some("/wiki"));
        assert_eq!(find(query, "issue").as_deref(), None);
        assert_eq!(find("a+b=1&a", "a b").as_deref(), Some("1"));
        assert_eq!(find("a+b=1&a", "a").as_deref(), Some(""));
        assert_eq!(find("a%2Bb=1&a+b=2&a%3Db=3", "a+b").as_deref(), Some("1"));
        assert_eq!(find("a%2Bb=1&a=b=2&a%3Db=3", "a=b").as_deref(), Some("3"));
        assert_eq!(find("=1&%61%62=2", "ab").as_deref(), Some("2"));
        assert_eq!(find("=1&%61%62=2", "").as_deref(), Some("1"));
        assert_eq!(find("a%zz=1", "a%zz").as_deref(), Some("1"));
    }

    #[test]
    fn a_parameter_is_given_once_or_not_at_all() {
        let is = |query, form: Option<&'static str>| {
            find_in(query, || form.map(str::as_bytes), "issue.key").is_ok()
        };
        assert!(!is("issue.key=A&issue.key=B", None));
        assert!(!is("issue.key=A&issue.key=A", None));
        assert!(!is("issue.key=&x=1&issue%2Ekey=A", None));
        assert!(!is("x=1", Some("issue.key=A&issue.key=A")));
        // A form is ignored if the query has the parameter.
        assert!(is("issue.key=A", Some("issue.key=B&issue.key=C")));
        assert!(is("issue.key=A&issue.keys=B&Issue.key=C", None));
    }
}

//! A call as it is put together.

use std::borrow::Cow;
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use connect_model::Method;
use connect_model::{Product, ScopeSet};
use http::header::{self, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::answer::Answer;
use super::body::Body;
use super::error::CallError;
use super::handle::Client;
use super::multipart::Multipart;
use super::properties::found;
use super::send::send;
use super::target::Problem;
use super::value::{QueryValue, encode, encode_text};

/// A call of the REST API, answered with a `T`. It is data until it is awaited (or
/// [sent](Call::send)), and it is sent once for each time that this happens.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<T> {
    pub(super) client: Client,
    pub(super) draft: Box<Draft>,
    answer: PhantomData<fn() -> T>,
}

/// What is to be sent. Faults are kept until then, so that calls are written without `?`.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) method: Method,
    pub(super) template: Cow<'static, str>,
    pub(super) needs: ScopeSet,
    pub(super) product: Option<Product>,
    /// Whether a redirect is an answer.
    pub(super) redirects: bool,
    /// Encoded.
    pub(super) path: Vec<(&'static str, String)>,
    /// Encoded, without `?`.
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Body,
    pub(super) repeatable: Option<bool>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) answer_limit: Option<usize>,
    pub(super) problem: Option<Problem>,
}

impl Draft {
    pub(super) fn new(method: Method, template: Cow<'static, str>) -> Self {
        Self {
            method,
            template,
            needs: ScopeSet::EMPTY,
            product: None,
            redirects: false,
            path: Vec::new(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Body::default(),
            repeatable: None,
            attempt_timeout: None,
            answer_limit: None,
            problem: None,
        }
    }

    /// The first one counts.
    fn fault(&mut self, problem: Problem) {
        self.problem.get_or_insert(problem);
    }

    fn set_body(&mut self, body: Result<Body, Problem>) {
        match body {
            Ok(body) => self.body = body,
            Err(problem) => self.fault(problem),
        }
    }

    pub(super) fn add_query(&mut self, name: &str, value: &dyn Display) {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        encode_text(&mut self.query, name);
        self.query.push('=');
        encode(&mut self.query, value);
    }

    /// Takes a parameter out, wherever its values stand.
    pub(super) fn remove_query(&mut self, name: &str) {
        let mut encoded = String::new();
        encode_text(&mut encoded, name);
        let keeps = |pair: &&str| pair.split('=').next() != Some(&*encoded) && !pair.is_empty();
        let kept: Vec<_> = self.query.split('&').filter(keeps).collect();
        self.query = kept.join("&");
    }
}

impl<T> Call<T> {
    pub(super) fn new(client: Client, draft: Box<Draft>) -> Self {
        Self {
            client,
            draft,
            answer: PhantomData,
        }
    }

    /// Gives a parameter of the path its value, which stays one segment whatever is in it. A value
    /// that can't be one (empty, `.`, `..`) is an error when the call is sent.
    pub fn path(mut self, name: &'static str, value: impl Display) -> Self {
        let mut encoded = String::new();
        encode(&mut encoded, &value);
        self.draft.path.push((name, encoded));
        self
    }

    /// Adds a query parameter: once for each value of a list, not at all for `None`.
    pub fn query(mut self, name: &'static str, value: impl QueryValue) -> Self {
        if name == "jwt" {
            // No hash covers it, and the host would take it for the token.
            self.draft.fault(Problem::Parameter {
                name: Cow::Borrowed(name),
                problem: "is the token's own name",
            });
            return self;
        }
        let draft = &mut self.draft;
        value.each(&mut |value| draft.add_query(name, value));
        self
    }

    /// Adds a query parameter whose list is one value, joined by commas.
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
        self.draft.set_body(Body::json(body));
        self
    }

    /// Sends bytes of a kind.
    pub fn bytes(mut self, content_type: &str, bytes: impl Into<Bytes>) -> Self {
        self.draft.set_body(Body::bytes(content_type, bytes.into()));
        self
    }

    /// Sends a form with files, with the header `X-Atlassian-Token: no-check`, without which the
    /// host takes it for a forged one ("Form token handling").
    pub fn multipart(mut self, form: Multipart) -> Self {
        self.draft.set_body(Body::multipart(form));
        self
    }

    /// Sends one more header, for example `X-ExperimentalApi`. Those that say who calls and how
    /// long the body is are the client's own and are refused.
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
            self.draft.fault(Problem::Parameter {
                name: Cow::Owned(name.as_str().to_owned()),
                problem: "is a header that the client sets itself",
            });
        } else {
            self.draft.headers.append(name, value);
        }
        self
    }

    /// What a checked call's `headers(…)` expand to: a documented header, left out for `None`.
    #[doc(hidden)]
    pub fn header_text(mut self, name: &'static str, value: impl QueryValue) -> Self {
        let mut texts = Vec::new();
        value.each(&mut |value| texts.push(value.to_string()));
        for text in texts {
            match (HeaderName::try_from(name), HeaderValue::try_from(text)) {
                (Ok(name), Ok(value)) => self = self.header(name, value),
                _ => self.draft.fault(Problem::Parameter {
                    name: Cow::Borrowed(name),
                    problem: "can't stand in a header",
                }),
            }
        }
        self
    }

    /// Says whether the call may be sent again when the host says "not now" or the connection
    /// breaks. Unless said, GET, PUT and DELETE are, POST and PATCH are not (case 237).
    pub fn repeatable(mut self, repeatable: bool) -> Self {
        self.draft.repeatable = Some(repeatable);
        self
    }

    /// Sets how long each attempt may take.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.draft.attempt_timeout = Some(timeout);
        self
    }

    /// Sets how large the answer may be, in bytes.
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.draft.answer_limit = Some(bytes);
        self
    }

    /// Refuses the call unless these scopes cover what it needs.
    pub(super) fn within(mut self, given: ScopeSet) -> Self {
        if !given.covers_all(self.draft.needs) {
            self.draft.fault(Problem::NotNamed(given));
        }
        self
    }

    /// The same call with another kind of answer.
    pub fn answer<U>(self) -> Call<U> {
        Call::new(self.client, self.draft)
    }
}

impl<T: Answer> Call<T> {
    /// Sends the call; the same as awaiting it.
    ///
    /// # Errors
    /// [`CallError`] says what went wrong.
    pub async fn send(self) -> Result<T, CallError> {
        let Self { client, draft, .. } = self;
        T::read(send(client, draft, T::ACCEPT).await?).await
    }
}

impl<T: Answer> Call<T> {
    /// Sends the call; what isn't there (404) is `None` and no error, as for a property that
    /// nobody has set yet.
    ///
    /// # Errors
    /// [`CallError`] says what else went wrong.
    pub async fn optional(self) -> Result<Option<T>, CallError> {
        found(self.send().await)
    }
}

impl<T: Answer + 'static> IntoFuture for Call<T> {
    type Output = Result<T, CallError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Self::new(self.client.clone(), self.draft.clone())
    }
}

impl<T> fmt::Debug for Call<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be personal data.
        f.debug_struct("Call")
            .field("client", &self.client)
            .field("method", &self.draft.method)
            .field("template", &self.draft.template)
            .finish_non_exhaustive()
    }
}

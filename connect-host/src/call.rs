//! Calls that a page of the app makes to its server, and signed requests of any kind.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::Serialize;
use url::Url;

use crate::answer::Answer;
use crate::context::Context;
use crate::error::HostError;
use crate::host::{Host, Outgoing};
use crate::install::{authorization, below, target};
use crate::qsh::{CONTEXT, CanonicalRequest};
use crate::token::TokenBuilder;

/// Who is at the screen.
#[derive(Debug, Clone)]
pub(crate) enum Who {
    /// The host's usual user.
    Default,
    User(String),
    Nobody,
}

impl Who {
    /// A token of this site with, or without, the user; no `qsh` yet.
    pub(crate) fn sign(&self, host: &Host) -> TokenBuilder {
        let token = host.token();
        match (self, &host.0.user) {
            (Who::User(user), _) | (Who::Default, Some(user)) => token.subject(user),
            _ => token,
        }
    }
}

/// A request about to be made; `.await` makes it.
#[must_use = "a call is made by awaiting it"]
pub struct Call {
    host: Host,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Result<Option<Vec<u8>>, HostError>,
    context: Context,
    who: Who,
    signing: Signing,
}

enum Signing {
    /// As the app's page does it: `context-qsh`.
    Context,
    /// As the host's server does it: the exact hash.
    Request,
    Given(Box<TokenBuilder>),
    None,
}

impl Host {
    /// A call to one of the app's own endpoints, as its page makes it with the token from
    /// `AP.context.getToken`. `path` is relative to the app's base URL.
    ///
    /// ```no_run
    /// # async fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// use connect_host::Method;
    /// use serde_json::json;
    ///
    /// let answer = host.endpoint(Method::POST, "/api/vote").json(&json!({"up": true})).await?;
    /// assert_eq!(answer.status, 200);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Awaiting it fails with [`HostError::NotInstalled`], [`HostError::BadUrl`] and
    /// [`HostError::Unreachable`]. An answer of any status is an answer.
    pub fn endpoint(&self, method: Method, path: &str) -> Call {
        self.call_with(method, path, Signing::Context)
    }

    /// A request from this site's server to the app, signed with the exact `qsh`, the token in the
    /// `Authorization` header. `path` may have a query and is relative to the app's base URL.
    ///
    /// Fails as [`Host::endpoint`] does.
    pub fn request(&self, method: Method, path: &str) -> Call {
        self.call_with(method, path, Signing::Request)
    }

    fn call_with(&self, method: Method, path: &str, signing: Signing) -> Call {
        Call {
            host: self.clone(),
            method,
            path: path.to_owned(),
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: Ok(None),
            context: Context::default(),
            who: Who::Default,
            signing,
        }
    }
}

impl Call {
    /// Sends this as a JSON body.
    pub fn json(mut self, value: &impl Serialize) -> Self {
        self.body = match serde_json::to_vec(value) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) => Err(HostError::Io(format!("the body is not JSON: {error}"))),
        };
        self.header(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        )
    }

    /// Sends these bytes as the body.
    pub fn body(mut self, content_type: HeaderValue, bytes: impl Into<Vec<u8>>) -> Self {
        self.body = Ok(Some(bytes.into()));
        self.header(header::CONTENT_TYPE, content_type)
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sets a header.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Gives the token's `context` claim a value: where the page that calls is.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.context.set(name, value.to_string());
        self
    }

    /// Sets who is at the screen: an account id.
    pub fn as_user(mut self, account_id: &str) -> Self {
        self.who = Who::User(account_id.to_owned());
        self
    }

    /// Nobody is logged in: the token has no `sub`.
    pub fn anonymous(mut self) -> Self {
        self.who = Who::Nobody;
        self
    }

    /// Sends this token in place of the genuine one.
    pub fn token(mut self, token: TokenBuilder) -> Self {
        self.signing = Signing::Given(Box::new(token));
        self
    }

    /// Sends no token at all.
    pub fn without_token(mut self) -> Self {
        self.signing = Signing::None;
        self
    }

    pub(crate) fn on_page(mut self, who: Who, context: Context) -> Self {
        self.who = who;
        self.context = context;
        self
    }

    fn token_for(&self, base: &Url, url: &Url) -> Option<TokenBuilder> {
        let context = self.context.claim(self.host.product());
        let qsh = match &self.signing {
            Signing::None => return None,
            Signing::Given(token) => return Some(token.as_ref().clone()),
            Signing::Context => CONTEXT.to_owned(),
            Signing::Request => {
                CanonicalRequest::of_target(self.method.as_str(), &target(base, url)).hash()
            }
        };
        Some(self.who.sign(&self.host).claim("context", context).qsh(qsh))
    }

    async fn send(self) -> Result<Answer, HostError> {
        let purpose = format!(
            "{} {}",
            self.method,
            self.path.split('?').next().unwrap_or_default()
        );
        let installation = self.host.installed(&purpose)?;
        let base = &installation.accepted.base_url;
        let mut url = below(base, &self.path, "the call")?;
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let mut headers = self.headers.clone();
        if let Some(token) = self.token_for(base, &url) {
            headers.insert(header::AUTHORIZATION, authorization(&token)?);
        }
        let Call {
            host, method, body, ..
        } = self;
        host.send(Outgoing {
            purpose,
            method,
            url,
            headers,
            body: body?,
        })
        .await
    }
}

impl IntoFuture for Call {
    type Output = Result<Answer, HostError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("method", &self.method)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

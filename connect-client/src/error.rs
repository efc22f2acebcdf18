//! The errors of calls.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::time::{Duration, SystemTime};

use connect_model::{Method, Product, ScopeSet};
use http::{HeaderMap, StatusCode};

use super::context::CallContext;
use super::error_body::ErrorBody;
use super::forge::NoToken;
use super::key_source::NoKey;
use super::user_token::ImpersonationError;

/// Why a call failed.
///
/// No message contains a secret, a token or a parameter's value.
#[derive(Debug)]
pub struct CallError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    context: CallContext,
    kind: CallErrorKind,
}

/// What went wrong with a call.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallErrorKind {
    /// The host responded with an error status. On 401 and 403 the error's message states which
    /// scope or permission is likely missing.
    #[error("the host responded {0}")]
    Status(Box<ErrorBody>),
    /// The host responded with a redirect, which is never followed: it could lead the tenant's
    /// token elsewhere (CVE-2023-28155).
    #[error("the host responded {status}, and redirects are not followed")]
    Redirect {
        /// The status.
        status: StatusCode,
        /// The target. It may contain one of the host's own tokens, so it is in no message.
        location: Option<Redacted>,
    },
    /// The host has asked this tenant to wait for longer than the call may take.
    #[error("the host asks this tenant to wait for {} s more", .wait.as_secs_f64().ceil())]
    RateLimited {
        /// The remaining wait.
        wait: Duration,
        /// When the wait ends.
        until: SystemTime,
    },
    /// The request being answered has no time left for the call; nothing was sent. See
    /// [`Client::until`](crate::Client::until).
    #[error("the request that the call belongs to has no time left")]
    NoTimeLeft,
    /// The call's time ran out while it waited for the tenant's other calls, whose number is
    /// limited.
    #[error("too many calls of this tenant are under way")]
    Busy,
    /// The host took too long.
    #[error("no response within {} s", .limit.as_secs_f64())]
    Timeout {
        /// The time limit.
        limit: Duration,
    },
    /// The host can't be reached. The source doesn't contain the URL.
    #[error("no connection to the host")]
    Connect(#[source] reqwest::Error),
    /// The connection broke before the response was complete. The source doesn't contain the URL.
    #[error("the connection broke off")]
    Broken(#[source] reqwest::Error),
    /// The response is larger than the limit, or announces that it is.
    #[error("the response has more than {limit} bytes")]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The response is not JSON: usually it is an HTML page.
    #[error("the response is {}, not JSON", content_type.as_deref().unwrap_or("empty"))]
    NotJson {
        /// Its content type; `None` if it is empty.
        content_type: Option<Box<str>>,
    },
    /// The response is not valid JSON, is truncated, or doesn't match the expected type.
    #[error("the response can't be read as `{expected}`")]
    Decode {
        /// The Rust type.
        expected: &'static str,
        /// The deserialization error, with its position.
        source: serde_json::Error,
    },
    /// A page of a list has no items in the expected place, or links to itself.
    #[error("{problem}")]
    Page {
        /// What is wrong.
        problem: &'static str,
    },
    /// A parameter can't be sent; nothing was.
    #[error("parameter `{name}` {problem}")]
    Parameter {
        /// Its name.
        name: Cow<'static, str>,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The path is not below the tenant's base URL; nothing was sent.
    #[error("the path {problem}")]
    Path {
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The body can't be sent; nothing was.
    #[error("the body {problem}")]
    Body {
        /// What is wrong with it.
        problem: Cow<'static, str>,
    },
    /// The operation belongs to another product; nothing was sent.
    #[error("this is an operation of {}, and the tenant is {}", wanted.title(), found.title())]
    WrongProduct {
        /// The operation's product.
        wanted: Product,
        /// The tenant's product.
        found: Product,
    },
    /// The operation needs a scope that its [`Properties`](crate::Properties) or
    /// [`ContentProperties`](crate::ContentProperties) were not created with; nothing was sent. This
    /// ensures that each scope in use is written in the code, from which the descriptor's scopes are
    /// inferred.
    #[error("the operation needs the scope {needed}, which `scopes![{named}]` doesn't cover")]
    ScopeNotNamed {
        /// The scopes that it needs.
        needed: ScopeSet,
        /// The scopes that were named.
        named: ScopeSet,
    },
    /// There is no key to sign with; nothing was sent.
    #[error("the call can't be signed")]
    NoKey(#[source] NoKey),
    /// There is no app token to call a Forge installation with; nothing was sent.
    #[error("the app has no token for the call: {0}")]
    NoToken(#[source] NoToken),
    /// There is no token for acting as the user; the call was not made.
    #[error("the app can't act as the user")]
    Impersonation(#[source] ImpersonationError),
    /// This process can't make calls at all.
    #[error("there is no HTTP client: {problem}")]
    Setup {
        /// The reason.
        problem: Box<str>,
    },
}

impl CallError {
    pub(super) fn new(context: &CallContext, kind: CallErrorKind) -> Self {
        Self(Box::new(Inner {
            context: context.clone(),
            kind,
        }))
    }

    /// Classifies a transport error.
    pub(super) fn of_transport(
        context: &CallContext,
        error: reqwest::Error,
        limit: Duration,
    ) -> Self {
        // The URL contains the parameters' values.
        let source = error.without_url();
        let kind = if source.is_connect() {
            CallErrorKind::Connect(source)
        } else if source.is_timeout() {
            CallErrorKind::Timeout { limit }
        } else {
            CallErrorKind::Broken(source)
        };
        Self::new(context, kind)
    }

    /// The call and tenant that this is about.
    #[must_use]
    pub fn context(&self) -> &CallContext {
        &self.0.context
    }

    /// The kind of error.
    #[must_use]
    pub fn kind(&self) -> &CallErrorKind {
        &self.0.kind
    }

    /// The host's status, if it responded with an error status.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.kind() {
            CallErrorKind::Status(body) => Some(body.status),
            CallErrorKind::Redirect { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The error body sent by the product.
    #[must_use]
    pub fn body(&self) -> Option<&ErrorBody> {
        match self.kind() {
            CallErrorKind::Status(body) => Some(body),
            _ => None,
        }
    }

    /// The headers of an error response, without those that may contain a secret.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.body().map(|body| &body.headers)
    }

    /// When the host accepts the call again, if it states that (`Retry-After` or
    /// `X-RateLimit-Reset`).
    #[must_use]
    pub fn retry_at(&self) -> Option<SystemTime> {
        match self.kind() {
            CallErrorKind::Status(body) => body.retry_at,
            CallErrorKind::RateLimited { until, .. } => Some(*until),
            _ => None,
        }
    }

    /// Whether the host reports that the resource doesn't exist or isn't visible to the app.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }

    /// Whether the host took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), CallErrorKind::Timeout { .. })
    }

    /// Whether the host could not be reached.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(self.kind(), CallErrorKind::Connect(_))
    }

    /// Whether the host has rate-limited this tenant.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        matches!(self.kind(), CallErrorKind::RateLimited { .. })
            || self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// What to do about it, if known.
    fn help(&self) -> Cow<'static, str> {
        let context = self.context();
        match self.kind() {
            CallErrorKind::Status(body) => match body.retry_at.map(jiff::Timestamp::try_from) {
                Some(Ok(moment)) => Cow::Owned(format!("the host takes it again at {moment:.0}")),
                _ => status_help(context, body.status),
            },
            CallErrorKind::NoTimeLeft => Cow::Borrowed(
                "work that outlasts the request calls with `client.without_deadline()`",
            ),
            CallErrorKind::Redirect { .. } => Cow::Borrowed(redirect_help(context)),
            CallErrorKind::ScopeNotNamed { needed, named } => Cow::Owned(format!(
                "write `scopes![{}]`",
                ScopeSet::least(named.union(*needed).iter())
            )),
            _ => Cow::Borrowed(""),
        }
    }
}

/// The call, what went wrong, and what to do about it.
impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.context(), self.kind())?;
        match &*self.help() {
            "" => Ok(()),
            help => write!(f, "; help: {help}"),
        }
    }
}

impl Error for CallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.kind().source()
    }
}

/// Turns a 404 into `Ok(None)`.
pub(super) fn optional<T>(result: Result<T, CallError>) -> Result<Option<T>, CallError> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

/// Text that is omitted from all messages and `Debug` output.
#[derive(Clone, PartialEq, Eq)]
pub struct Redacted(pub(super) Box<str>);

impl Redacted {
    /// The text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redacted(…)")
    }
}

fn redirect_help(context: &CallContext) -> &'static str {
    // "Get attachment content" and "Get attachment thumbnail", in either version.
    let jira = ["/attachment/content/{id}", "/attachment/thumbnail/{id}"];
    match context.method {
        Method::Get if jira.iter().any(|path| context.template.ends_with(path)) => {
            "with the query parameter `redirect = false` the host sends the content itself"
        }
        Method::Get => {
            "the error's `location` says where to; what is there is not for the app's token"
        }
        _ => "",
    }
}

fn status_help(context: &CallContext, status: StatusCode) -> Cow<'static, str> {
    let who = if context.as_user {
        "the user"
    } else {
        "the app's own user"
    };
    match status {
        StatusCode::UNAUTHORIZED if context.on_forge => Cow::Borrowed(
            "the product doesn't accept the token that Forge has delivered: the site may have uninstalled the app, \
             or the installed version lacks the operation's scope",
        ),
        StatusCode::FORBIDDEN if context.on_forge => Cow::Owned(format!(
            "either the installed version of the app lacks the operation's scope in its manifest, or its administrator \
             has not approved it yet, or {who} lacks the permission in the product"
        )),
        StatusCode::UNAUTHORIZED => Cow::Borrowed(
            "the host doesn't accept the app's token: the site may have uninstalled or reinstalled \
             the app, or this machine's clock is wrong",
        ),
        StatusCode::FORBIDDEN if context.needs.is_empty() => {
            Cow::Owned(format!("{who} lacks the permission in the product"))
        }
        StatusCode::FORBIDDEN => Cow::Owned(format!(
            "the operation needs the scope {}: either the site's administrator has not approved it \
             yet, or {who} lacks the permission in the product",
            context.needs
        )),
        _ => Cow::Borrowed(""),
    }
}

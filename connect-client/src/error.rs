//! Everything that can go wrong with a call.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use connect_model::Method;
use connect_model::{Product, ScopeSet};
use http::StatusCode;

use super::failure::Failure;
use super::user_token::ImpersonationError;

/// Which call of which tenant an error is about.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Whence {
    /// The method.
    pub method: Method,
    /// The path as the code has it, with `{name}` where values go: values are nobody's business.
    pub template: Cow<'static, str>,
    /// The tenant's `clientKey`; the host of its base URL when the client was made without one.
    pub tenant: Box<str>,
    /// The scopes that the operation needs.
    pub needs: ScopeSet,
    /// Whether the app acted as a user.
    pub as_user: bool,
}

impl fmt::Display for Whence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            method,
            template,
            tenant,
            ..
        } = self;
        write!(f, "{method} {template} (tenant `{tenant}`)")
    }
}

/// Why a call has no answer.
///
/// No message holds a secret, a token or a parameter's value.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The host answered with a status that is no success. On 401 and 403 the message says which
    /// scope or permission is likely missing.
    #[error("{whence}: the host answered {}{}", .failure, hint(.whence, .failure.status))]
    Status {
        /// The call.
        whence: Box<Whence>,
        /// The status and what the product said.
        failure: Box<Failure>,
    },
    /// The host answered with a redirect, which is never followed: it could lead the tenant's
    /// token elsewhere (CVE-2023-28155).
    #[error("{whence}: the host answered {status}, and redirects are not followed{}", elsewhere(.whence))]
    Redirect {
        /// The call.
        whence: Box<Whence>,
        /// The status.
        status: StatusCode,
        /// Where to. It may hold a token of the host's own, so it is in no message.
        location: Option<Hidden>,
    },
    /// The host has asked this tenant to wait for longer than the call may take.
    #[error("{whence}: the host asks this tenant to wait for {} s more", .wait.as_secs_f64().ceil())]
    RateLimited {
        /// The call.
        whence: Box<Whence>,
        /// How much longer.
        wait: Duration,
    },
    /// As many of the tenant's calls as are allowed at once took all of this one's time.
    #[error("{whence}: too many calls of this tenant are under way")]
    Busy {
        /// The call.
        whence: Box<Whence>,
    },
    /// The host took too long.
    #[error("{whence}: no answer within {} s", .limit.as_secs_f64())]
    Timeout {
        /// The call.
        whence: Box<Whence>,
        /// How long it had.
        limit: Duration,
    },
    /// There is no connection to the host.
    #[error("{whence}: no connection to the host")]
    Connect {
        /// The call.
        whence: Box<Whence>,
        /// Why; without the URL.
        source: reqwest::Error,
    },
    /// The connection broke before the answer was whole.
    #[error("{whence}: the connection broke off")]
    Broken {
        /// The call.
        whence: Box<Whence>,
        /// Why; without the URL.
        source: reqwest::Error,
    },
    /// The answer is larger than the limit, or would be.
    #[error("{whence}: the answer has more than {limit} bytes")]
    TooLarge {
        /// The call.
        whence: Box<Whence>,
        /// The limit, in bytes.
        limit: usize,
    },
    /// The answer is of another kind than JSON: usually a page for people.
    #[error("{whence}: the answer is {}, not JSON", content_type.as_deref().unwrap_or("empty"))]
    NotJson {
        /// The call.
        whence: Box<Whence>,
        /// What it is; `None` when there is nothing.
        content_type: Option<Box<str>>,
    },
    /// The answer is no JSON, ends too soon, or is not what the code expects.
    #[error("{whence}: the answer can't be read as `{expected}`")]
    Decode {
        /// The call.
        whence: Box<Whence>,
        /// The Rust type.
        expected: &'static str,
        /// What is wrong with it, and where.
        source: serde_json::Error,
    },
    /// A page of a list has no items where they should be, or leads to itself.
    #[error("{whence}: {problem}")]
    Page {
        /// The call.
        whence: Box<Whence>,
        /// What is wrong.
        problem: &'static str,
    },
    /// A parameter can't be sent; nothing was.
    #[error("{whence}: parameter `{name}` {problem}")]
    Parameter {
        /// The call.
        whence: Box<Whence>,
        /// Its name.
        name: Cow<'static, str>,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The path is not one below the tenant's base URL; nothing was sent.
    #[error("{whence}: the path {problem}")]
    Path {
        /// The call.
        whence: Box<Whence>,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The body can't be sent; nothing was.
    #[error("{whence}: the body {problem}")]
    Body {
        /// The call.
        whence: Box<Whence>,
        /// What is wrong with it.
        problem: Cow<'static, str>,
    },
    /// The operation is another product's; nothing was sent.
    #[error("{whence}: this is an operation of {}, and the tenant is {}", wanted.title(), found.title())]
    WrongProduct {
        /// The call.
        whence: Box<Whence>,
        /// Whose operation it is.
        wanted: Product,
        /// What the tenant is.
        found: Product,
    },
    /// The operation needs a scope that the handle it was asked of was not made with; nothing was
    /// sent. So a scope that the code uses stands in the code, where the descriptor's are inferred.
    #[error(
        "{whence}: this needs the scope {}, and the handle was made with `scopes![{given}]`; help: \
         make it with `scopes![{}]`",
        whence.needs,
        ScopeSet::least(given.union(whence.needs).iter())
    )]
    NotNamed {
        /// The call.
        whence: Box<Whence>,
        /// The scopes that the handle was made with.
        given: ScopeSet,
    },
    /// There is no token to act as the user with; the call was not made.
    #[error("{whence}: the app can't act as the user: {source}")]
    Impersonation {
        /// The call.
        whence: Box<Whence>,
        /// Why.
        source: ImpersonationError,
    },
    /// This process can't make calls at all.
    #[error("{whence}: there is no HTTP client: {problem}")]
    Setup {
        /// The call.
        whence: Box<Whence>,
        /// Why.
        problem: Box<str>,
    },
}

/// Text that shows in no message and no `Debug` output.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden(pub(super) Box<str>);

impl Hidden {
    /// The text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(…)")
    }
}

impl CallError {
    /// Which call of which tenant this is about.
    #[must_use]
    pub fn whence(&self) -> &Whence {
        match self {
            Self::Status { whence, .. }
            | Self::Redirect { whence, .. }
            | Self::RateLimited { whence, .. }
            | Self::Busy { whence }
            | Self::Timeout { whence, .. }
            | Self::Connect { whence, .. }
            | Self::Broken { whence, .. }
            | Self::TooLarge { whence, .. }
            | Self::NotJson { whence, .. }
            | Self::Decode { whence, .. }
            | Self::Page { whence, .. }
            | Self::Parameter { whence, .. }
            | Self::Path { whence, .. }
            | Self::Body { whence, .. }
            | Self::WrongProduct { whence, .. }
            | Self::NotNamed { whence, .. }
            | Self::Impersonation { whence, .. }
            | Self::Setup { whence, .. } => whence,
        }
    }

    /// The host's status, when it gave one that is no success.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status { failure, .. } => Some(failure.status),
            Self::Redirect { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// What the product said.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Status { failure, .. } => Some(failure),
            _ => None,
        }
    }

    /// Whether the host says that there is no such thing, or none that the app may see.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
    }
}

/// What to do about a redirect.
fn elsewhere(whence: &Whence) -> &'static str {
    // "Get attachment content" and "Get attachment thumbnail", of either version.
    let jira = ["/attachment/content/{id}", "/attachment/thumbnail/{id}"];
    match whence.method {
        Method::Get if jira.iter().any(|path| whence.template.ends_with(path)) => {
            "; help: with the query parameter `redirect = false` the host sends the content itself"
        }
        Method::Get => {
            "; help: the error's `location` says where to; what is there is not for the app's token"
        }
        _ => "",
    }
}

/// What to do about a refusal.
fn hint(whence: &Whence, status: StatusCode) -> String {
    let who = if whence.as_user {
        "the user"
    } else {
        "the app's own user"
    };
    match status {
        StatusCode::UNAUTHORIZED => {
            "; help: the host doesn't accept the app's token: the site may \
             have uninstalled or reinstalled the app, or this machine's clock is wrong"
                .to_owned()
        }
        StatusCode::FORBIDDEN if whence.needs.is_empty() => {
            format!("; help: {who} lacks the permission in the product")
        }
        StatusCode::FORBIDDEN => format!(
            "; help: the operation needs the scope {}: either the site's administrator has not \
             approved it yet, or {who} lacks the permission in the product",
            whence.needs
        ),
        _ => String::new(),
    }
}

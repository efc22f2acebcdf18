//! Whom the app acts as, and why it may not.

use std::sync::Arc;

use connect_model::ScopeSet;

/// A user whom the app acts as.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Impersonation {
    pub(crate) account_id: Arc<str>,
    /// What the token is good for; all that the app may do if `None`.
    pub(crate) scopes: Option<ScopeSet>,
}

/// Why the app can't act as a user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImpersonationError {
    /// The install payload had no `oauthClientId`: the app did not ask for `ACT_AS_USER` then.
    #[error(
        "the site's install payload had no `oauthClientId`; help: the descriptor must ask for \
         ACT_AS_USER, and the site's administrator must have approved it"
    )]
    NoClientId,
    /// The site has uninstalled the app, or has another address now.
    #[error("the site no longer has the app, or has another address")]
    NotInstalled,
    /// The site is below no domain whose authorization server is known.
    #[error(
        "no authorization server is known for this site; help: set `ClientSettings::authorization_server`"
    )]
    UnknownServer,
    /// The authorization server refuses: usually the user is gone, inactive or has no access.
    #[error("the authorization server refuses with {status}{}", .code.as_deref().map(|code| format!(": {code}")).unwrap_or_default())]
    Refused {
        /// Its status.
        status: u16,
        /// Its word for the reason, for example `invalid_grant` (RFC 6749, section 5.2).
        code: Option<Box<str>>,
    },
    /// The authorization server can't be reached, or does not respond in time.
    #[error("the authorization server is unavailable")]
    Unavailable,
    /// The authorization server's response is not a token.
    #[error("the authorization server's response is not a token: {0}")]
    Unusable(&'static str),
}

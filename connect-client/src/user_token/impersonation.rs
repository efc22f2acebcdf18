//! The user that the app acts as, and why it may not.

use std::sync::Arc;

use connect_model::ScopeSet;

use crate::forge::NoToken;

/// A user that the app acts as.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Impersonation {
    pub(crate) account_id: Arc<str>,
    /// The scopes of the token; `None` for all that the app has.
    pub(crate) scopes: Option<ScopeSet>,
}

/// Why the app can't act as a user.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum ImpersonationError {
    /// The install payload had no `oauthClientId`: the app did not request `ACT_AS_USER` then.
    #[error(
        "the site's install payload had no `oauthClientId`; help: the descriptor must ask for \
         ACT_AS_USER, and the site's administrator must have approved it"
    )]
    NoClientId,
    /// It is not known what the app is installed in on Forge.
    #[error(
        "it is not known in which context the app is installed; help: the next call from Forge brings it"
    )]
    NoContext,
    /// On Forge: the app has no token of its own with which to request the user's.
    #[error("there is no token of the app to ask for the user's with: {0}")]
    NoAppToken(#[source] NoToken),
    /// Forge issues no token for the user.
    #[error(
        "Forge gives no token for this user{}; help: the app's scopes need `allowImpersonation: true` in the manifest, \
         and the user must be active and have access to the site",
        .reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default()
    )]
    Denied {
        /// Its stated reason, if that quotes nothing from the request.
        reason: Option<Box<str>>,
    },
    /// The site has uninstalled the app, or has another address now.
    #[error("the site no longer has the app, or has another address")]
    NotInstalled,
    /// The site's domain belongs to no known authorization server.
    #[error(
        "no authorization server is known for this site; help: set `ClientSettings::authorization_server`"
    )]
    UnknownServer,
    /// The authorization server rejects the request: usually the user is gone, inactive or has no
    /// access.
    #[error("the authorization server refuses with {status}{}", .code.as_deref().map(|code| format!(": {code}")).unwrap_or_default())]
    Refused {
        /// Its status.
        status: u16,
        /// Its error code, for example `invalid_grant` (RFC 6749, section 5.2).
        code: Option<Box<str>>,
    },
    /// The authorization server can't be reached, or does not respond in time.
    #[error("the authorization server is unavailable")]
    Unavailable,
    /// The authorization server's response is not a token.
    #[error("the authorization server's response is not a token: {0}")]
    Unusable(&'static str),
}

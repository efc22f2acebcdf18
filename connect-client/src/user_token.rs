//! Tokens for acting as a user: the OAuth 2.0 JWT bearer grant, and a cache of what it gives.
//!
//! Source: "User impersonation for Connect apps"; RFC 7523.

mod cache;
mod grant;

use std::sync::Arc;

use http::HeaderValue;

pub(super) use self::cache::UserTokens;
use self::cache::{Name, Slot};
use self::grant::Grant;
use super::clients::Shared;
use super::handle::Actor;
use super::site::Site;

/// Why the app can't act as a user.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImpersonationError {
    /// The install payload had no `oauthClientId`: the app did not ask for `ACT_AS_USER` then.
    #[error(
        "the site has given no `oauthClientId`; help: the descriptor must ask for ACT_AS_USER, and \
         the site's administrator must have approved that"
    )]
    NoClientId,
    /// The site is below no domain whose authorization server is known.
    #[error(
        "no authorization server is known for this site; help: set `Settings::authorization_server`"
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
    /// The authorization server can't be reached, or does not answer in time.
    #[error("the authorization server can't be asked now")]
    Unavailable,
    /// The authorization server answers with what is no token.
    #[error("the authorization server's answer is no token: {0}")]
    Unusable(&'static str),
}

/// One token of one user, and the place that it is kept in.
pub(super) struct UserToken {
    token: Arc<cache::Token>,
    slot: Arc<Slot>,
}

impl UserToken {
    pub(super) fn header(&self) -> HeaderValue {
        self.token.header.clone()
    }

    /// The host didn't believe it: nobody takes it from here again.
    pub(super) fn forget(&self) {
        self.slot.forget(&self.token);
    }
}

impl Shared {
    /// A token that lets the app act as a user on a site: a kept one, or a new one.
    pub(super) async fn user_token(
        &self,
        site: &Site,
        actor: &Actor,
    ) -> Result<UserToken, ImpersonationError> {
        let clock = &self.settings.clock;
        let slot = self.tokens.slot(
            Name {
                site: Arc::clone(&site.identity),
                actor: actor.clone(),
            },
            clock,
        );
        let grant = Grant {
            shared: self,
            site,
            actor,
        };
        let token = slot.token(clock, || grant.ask()).await?;
        Ok(UserToken { token, slot })
    }
}

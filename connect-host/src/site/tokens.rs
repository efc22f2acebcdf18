//! The genuine tokens of a site.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::site::Site;
use crate::wire::qsh::{CONTEXT, CanonicalRequest};
use crate::wire::token::TokenBuilder;
use crate::wire::url::without_trailing_slash;

impl Site {
    /// Issuer, times, HS256 with the shared secret; no `qsh`, no user.
    pub(crate) fn token(&self) -> TokenBuilder {
        TokenBuilder::new(&self.clock)
            .issuer(&self.client_key)
            .hs256(self.shared_secret())
    }

    /// The token of a request for `target`, with the site's user.
    pub(crate) fn request_token(&self, method: &str, target: &str) -> TokenBuilder {
        let hash = CanonicalRequest::of_target(method, target).hash();
        self.with_user(self.token().qsh(hash))
    }

    /// The token that `AP.context.getToken` returns to a page of the site's user.
    pub(crate) fn context_token(&self) -> TokenBuilder {
        self.with_user(self.token().qsh(CONTEXT))
    }

    /// The token of signed install: RS256 with the key host's key.
    ///
    /// Each has a `jti` of its own: without it, two tokens of one second would be the same text, and
    /// an app takes none twice.
    pub(crate) fn install_token(&self, target: &str, app_base_url: &str) -> TokenBuilder {
        static TOKENS: AtomicU64 = AtomicU64::new(0);
        let number = TOKENS.fetch_add(1, Ordering::Relaxed);
        TokenBuilder::new(&self.clock)
            .claim("jti", format!("{}-{number}", std::process::id()))
            .issuer(&self.client_key)
            .audience(without_trailing_slash(app_base_url))
            .qsh(CanonicalRequest::of_target("POST", target).hash())
            .rs256(&self.install_key)
            .key_id(&self.install_key_id)
    }

    fn with_user(&self, token: TokenBuilder) -> TokenBuilder {
        match &self.user {
            Some(user) => token.subject(user),
            None => token,
        }
    }
}

//! The genuine tokens of a site.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::site::Site;
use crate::site::forge::ISSUER;
use crate::wire::claims::{Claims, Keys};
use crate::wire::qsh::{CONTEXT, CanonicalRequest};
use crate::wire::token::TokenBuilder;
use crate::wire::url::without_trailing_slash;

impl Site {
    /// A token with issuer and times, HS256 with the shared secret; no `qsh`, no user.
    pub(crate) fn token(&self) -> TokenBuilder {
        TokenBuilder::new(&self.clock)
            .issuer(&self.client_key)
            .hs256(self.shared_secret())
    }

    /// The token for a request for `target`, with the site's user.
    pub(crate) fn request_token(&self, method: &str, target: &str) -> TokenBuilder {
        let hash = self.hashed(method, target);
        self.with_user(self.token().qsh(hash))
    }

    /// The hash of a request, remembered so that the inspector can later show what was hashed.
    pub(crate) fn hashed(&self, method: &str, target: &str) -> String {
        let request = CanonicalRequest::of_target(method, target);
        let hash = request.hash();
        self.state().hashed.remember(&hash, request.text());
        hash
    }

    /// The token that `AP.context.getToken` returns to a page of the site's user.
    pub(crate) fn context_token(&self) -> TokenBuilder {
        self.with_user(self.token().qsh(CONTEXT))
    }

    /// The token of signed install: RS256 with the key host's key.
    ///
    /// Each has its own `jti`: without it, two tokens of the same second would be identical, and
    /// an app accepts none twice.
    pub(crate) fn install_token(&self, target: &str, app_base_url: &str) -> TokenBuilder {
        static TOKENS: AtomicU64 = AtomicU64::new(0);
        let number = TOKENS.fetch_add(1, Ordering::Relaxed);
        TokenBuilder::new(&self.clock)
            .claim("jti", format!("{}-{number}", std::process::id()))
            .issuer(&self.client_key)
            .audience(without_trailing_slash(app_base_url))
            .qsh(self.hashed("POST", target))
            .rs256(&self.install_key)
            .key_id(&self.install_key_id)
    }

    /// How an app should judge a token of this site: accept it, or refuse it for this reason.
    pub(crate) fn judge(&self, token: &str) -> Result<(), String> {
        let (secret, now) = (self.shared_secret(), self.clock.now());
        let keys = Keys {
            secret: &secret,
            public: Some(self.install_key.public_pem()),
        };
        let claims = Claims::read(token, keys, now);
        let claims = claims.map_err(str::to_owned)?;
        let issuer = match &self.forge {
            None => (&*self.client_key, "the token's `iss` is not the client key"),
            Some(_) => (ISSUER, "the token's `iss` is not Forge's"),
        };
        if claims.text("iss") == Some(issuer.0) {
            Ok(())
        } else {
            Err(issuer.1.to_owned())
        }
    }

    fn with_user(&self, token: TokenBuilder) -> TokenBuilder {
        match self.user() {
            Some(user) => token.subject(&user),
            None => token,
        }
    }
}

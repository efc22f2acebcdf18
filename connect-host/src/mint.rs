//! The genuine tokens of a host, each open to tampering.

use crate::host::Host;
use crate::qsh::{CONTEXT, CanonicalRequest};
use crate::token::TokenBuilder;

impl Host {
    /// A token in this site's name: issuer, times, HS256 with the shared secret; no `qsh`, no user.
    pub fn token(&self) -> TokenBuilder {
        TokenBuilder::new(self.clock())
            .issuer(self.client_key())
            .hs256(self.shared_secret())
    }

    /// The token with which this site requests `target` (path and query relative to the app's base
    /// URL) in an iframe or from server to server: HS256, the exact `qsh`, the user as `sub`.
    ///
    /// ```no_run
    /// # fn f(host: connect_host::Host) -> Result<(), connect_host::HostError> {
    /// let expired = host.request_token("GET", "/votes?issue.key=DEMO-1").expires_in(-3600).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request_token(&self, method: &str, target: &str) -> TokenBuilder {
        self.with_user(
            self.token()
                .qsh(CanonicalRequest::of_target(method, target).hash()),
        )
    }

    /// The token that `AP.context.getToken` gives the app's own page: HS256, `qsh` is
    /// `context-qsh`, the user as `sub`.
    pub fn context_token(&self) -> TokenBuilder {
        self.with_user(self.token().qsh(CONTEXT))
    }

    /// The token of signed install for a POST to `target`: RS256 with the key host's key, its id as
    /// `kid`, the app's base URL as `aud`, the exact `qsh`.
    pub fn install_token(&self, target: &str, app_base_url: &str) -> TokenBuilder {
        TokenBuilder::new(self.clock())
            .issuer(self.client_key())
            .audience(crate::payload::trimmed(app_base_url))
            .qsh(CanonicalRequest::of_target("POST", target).hash())
            .rs256(self.key_host().key())
            .key_id(self.key_host().kid())
    }

    fn with_user(&self, token: TokenBuilder) -> TokenBuilder {
        match &self.0.user {
            Some(user) => token.subject(user),
            None => token,
        }
    }
}

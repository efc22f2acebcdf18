//! A cache of tokens: per tenant, user and scopes, refreshed early, requested once.

use std::collections::HashMap;
use std::sync::Arc;

use connect_auth::clock::Clock;
use connect_auth::single_flight::SingleFlight;
use http::HeaderValue;
use parking_lot::Mutex;

use super::impersonation::{Impersonation, ImpersonationError};

/// How many tokens are cached. One takes some 2 KiB.
const MAX_TOKENS: usize = 10_000;

/// Identifies a token: the site's identity, and the user.
type Name = (Arc<str>, Impersonation);

type TokenResult = Result<Arc<Token>, ImpersonationError>;

/// A token in the form in which it is sent.
#[derive(Debug)]
pub(crate) struct Token {
    pub(super) header: HeaderValue,
    /// In seconds since the Unix epoch, like the next.
    pub(super) refresh_at: i64,
    pub(super) expires_at: i64,
}

/// The tokens of all users of all tenants. Clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct UserTokens {
    tokens: Arc<Mutex<HashMap<Name, Arc<Token>>>>,
    grants: SingleFlight<Name, TokenResult>,
}

/// A token that was taken from the cache, which may turn out to be revoked.
pub(crate) struct UserToken {
    name: Name,
    token: Arc<Token>,
    tokens: UserTokens,
}

impl UserTokens {
    /// The cached token, or a new one.
    ///
    /// A token that is about to expire is still used: one call requests the next, and if that fails
    /// the old one is used until it expires.
    pub(crate) async fn token<F>(
        &self,
        site: &Arc<str>,
        impersonation: &Impersonation,
        clock: &Clock,
        request: impl FnOnce() -> F,
    ) -> Result<UserToken, ImpersonationError>
    where
        F: Future<Output = Result<Token, ImpersonationError>> + Send + 'static,
    {
        let name: Name = (Arc::clone(site), impersonation.clone());
        let now = clock.now();
        let usable = self.get(&name).filter(|token| now < token.expires_at);
        let token = match usable {
            Some(token) if now < token.refresh_at || self.grants.is_under_way(&name) => token,
            Some(old) => self.refresh(&name, clock, request).await.unwrap_or(old),
            None => self.refresh(&name, clock, request).await?,
        };
        Ok(UserToken {
            name,
            token,
            tokens: self.clone(),
        })
    }

    async fn refresh<F>(
        &self,
        name: &Name,
        clock: &Clock,
        request: impl FnOnce() -> F,
    ) -> TokenResult
    where
        F: Future<Output = Result<Token, ImpersonationError>> + Send + 'static,
    {
        let cached = || {
            let fresh = self
                .get(name)
                .filter(|token| clock.now() < token.refresh_at);
            fresh.map(Ok)
        };
        let request = || {
            let request = request();
            async move { request.await.map(Arc::new) }
        };
        let (tokens, kept, clock) = (self.clone(), name.clone(), clock.clone());
        let keep = move |token: &TokenResult| {
            if let Ok(token) = token {
                tokens.set(kept, Arc::clone(token), clock.now());
            }
        };
        let token = self.grants.run(name.clone(), cached, request, keep).await;
        token.unwrap_or(Err(ImpersonationError::Unavailable))
    }

    fn get(&self, name: &Name) -> Option<Arc<Token>> {
        self.tokens.lock().get(name).cloned()
    }

    fn set(&self, name: Name, token: Arc<Token>, now: i64) {
        let mut tokens = self.tokens.lock();
        if tokens.len() >= MAX_TOKENS {
            tokens.retain(|_, token| now < token.expires_at);
        }
        if tokens.len() >= MAX_TOKENS {
            // All are valid: losing any costs one request, and half of them last long.
            let mut keep = false;
            tokens.retain(|_, _| {
                keep = !keep;
                keep
            });
        }
        tokens.insert(name, token);
    }

    /// Drops the tokens of every site whose identity has this prefix, including those being
    /// requested.
    pub(crate) fn forget(&self, prefix: &str) {
        let matches = |(site, _): &Name| site.starts_with(prefix);
        self.grants.forget(matches, || {
            self.tokens.lock().retain(|name, _| !matches(name));
        });
    }
}

impl UserToken {
    /// A token that was sent with the request being answered. It is not cached.
    pub(crate) fn delivered(
        site: &Arc<str>,
        impersonation: &Impersonation,
        header: HeaderValue,
        expires_at: i64,
    ) -> Self {
        Self {
            name: (Arc::clone(site), impersonation.clone()),
            token: Arc::new(Token {
                header,
                refresh_at: expires_at,
                expires_at,
            }),
            tokens: UserTokens::default(),
        }
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.token.header.clone()
    }

    /// Drops it, because the host has rejected it, unless a newer one is already cached.
    pub(crate) fn forget(&self) {
        let mut tokens = self.tokens.tokens.lock();
        if tokens
            .get(&self.name)
            .is_some_and(|kept| Arc::ptr_eq(kept, &self.token))
        {
            tokens.remove(&self.name);
        }
    }
}

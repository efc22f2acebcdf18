//! Where the key of a client comes from when it may change while the client is held.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use connect_auth::jwt::HmacKey;

/// Gives a client its tenant's key for each call.
///
/// A site that installs the app again has a new secret, and a job may hold its client for longer.
/// Such a client asks here before it signs, and tells what the host makes of it.
/// Source: "Installation lifecycle security".
pub trait KeySource: fmt::Debug + Send + Sync {
    /// The key, if it is at hand: asked before each call.
    fn at_hand(&self) -> Option<SigningKey>;

    /// The key, when it is not at hand.
    fn load(&self) -> KeyFuture<'_, Result<SigningKey, NoKey>>;

    /// The host has answered 401 to what this key has signed. Gives another key to try once, if
    /// there is one.
    fn refused<'s>(&'s self, key: &'s SigningKey) -> KeyFuture<'s, Option<SigningKey>>;

    /// The host has accepted a call, though the key was [`in_trouble`](SigningKey::in_trouble).
    fn accepted(&self) -> KeyFuture<'_, ()>;
}

/// What a [`KeySource`] does when it has to wait.
pub type KeyFuture<'s, T> = Pin<Box<dyn Future<Output = T> + Send + 's>>;

/// A key to sign with.
#[derive(Debug, Clone)]
pub struct SigningKey {
    /// The key.
    pub key: Arc<HmacKey>,
    /// Whether the host is known to have refused it lately.
    pub in_trouble: bool,
}

/// Why there is no key to sign with.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum NoKey {
    /// The site has uninstalled the app, or has another address now.
    #[error("the site no longer has the app, or has another address")]
    Gone,
    /// The key can't be read at present.
    #[error("the site's key can't be read")]
    Unavailable(#[source] Arc<dyn Error + Send + Sync>),
}

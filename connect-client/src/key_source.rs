//! The source of a client's key, when it may change during the client's life.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use connect_auth::jwt::HmacKey;

/// Provides a client with its tenant's key for each call.
///
/// A site that reinstalls the app has a new secret, and a job may hold its client for longer than
/// that. Such a client asks its key source before it signs, and reports how the host reacted.
/// Source: "Installation lifecycle security".
pub trait KeySource: fmt::Debug + Send + Sync {
    /// The key, if it is immediately available. Called before each call.
    fn at_hand(&self) -> Option<SigningKey>;

    /// Loads the key when it is not immediately available.
    fn load(&self) -> KeyFuture<'_, Result<SigningKey, NoKey>>;

    /// Called when the host has answered 401 to something that this key has signed. Returns another
    /// key to try once, if there is one.
    fn refused<'s>(&'s self, key: &'s SigningKey) -> KeyFuture<'s, Option<SigningKey>>;

    /// Called when the host has accepted a call although the key was
    /// [`in_trouble`](SigningKey::in_trouble).
    fn accepted(&self) -> KeyFuture<'_, ()>;
}

/// The future of a [`KeySource`]'s method.
pub type KeyFuture<'s, T> = Pin<Box<dyn Future<Output = T> + Send + 's>>;

/// A key to sign with.
#[derive(Debug, Clone)]
pub struct SigningKey {
    /// The key.
    pub key: Arc<HmacKey>,
    /// Whether the host is known to have rejected it recently.
    pub in_trouble: bool,
}

/// Why there is no key to sign with.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum NoKey {
    /// The site has uninstalled the app, or has another address now.
    #[error("the site no longer has the app, or has another address")]
    Gone,
    /// The key can't be read at the moment.
    #[error("the site's key can't be read")]
    Unavailable(#[source] Arc<dyn Error + Send + Sync>),
}

//! The client of one tenant.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Instant;

use connect_model::{Method, Product, ScopeSet};
use url::Url;

use super::call::Call;
use super::connection::Connection;
use super::forge::DeliveredTokens;
use super::operation::Operation;
use super::request::RequestParts;
use super::user_token::Impersonation;

/// The REST API of one tenant. Cloning it copies a pointer.
#[derive(Clone)]
pub struct Client(pub(super) Arc<Connection>);

impl Client {
    pub(super) fn new_on(connection: Connection) -> Self {
        Self(Arc::new(connection))
    }

    /// A call of a known operation whose response is a `T`: JSON, or one of the other types of
    /// [`FromResponse`](super::FromResponse). Nothing happens until it is awaited.
    pub fn call<T>(&self, operation: &'static Operation) -> Call<T> {
        let mut parts = RequestParts::new(operation.method, Cow::Borrowed(operation.template));
        parts.needs = operation.needs;
        parts.product = Some(operation.product.host());
        parts.redirects = operation.redirects;
        Call::new(Arc::clone(&self.0), Box::new(parts))
    }

    /// A call that was not checked while compiling: of a path that is made at run time, or that the
    /// tables don't have. The code names the scopes that it needs.
    ///
    /// The path may have a percent-encoded query, and `{name}`s for [`Call::path`].
    ///
    /// ```
    /// use connect_client::{CallError, Client};
    /// use connect_model::{Method, Scope, ScopeSet};
    /// use serde_json::Value;
    ///
    /// async fn board(client: &Client, id: u64) -> Result<Value, CallError> {
    ///     client
    ///         .unchecked(Method::Get, "/rest/agile/1.0/board/{id}", ScopeSet::of(&[Scope::Read]))
    ///         .path("id", id)
    ///         .await
    /// }
    /// ```
    pub fn unchecked<T>(
        &self,
        method: Method,
        path: impl Into<Cow<'static, str>>,
        needs: ScopeSet,
    ) -> Call<T> {
        let path = path.into();
        let mut parts = match path.split_once('?') {
            None => RequestParts::new(method, path),
            Some((path, query)) => {
                let mut parts = RequestParts::new(method, Cow::Owned(path.to_owned()));
                query.clone_into(&mut parts.query);
                parts
            }
        };
        parts.needs = needs;
        Call::new(Arc::clone(&self.0), Box::new(parts))
    }

    /// The same site, with the app acting as itself.
    #[must_use]
    pub fn as_app(&self) -> Self {
        Self::new_on(self.0.acting(None))
    }

    /// The same site, for work that must be done by then: no call waits or runs beyond it, and one
    /// that has no time left is not sent ([`NoTimeLeft`](super::CallErrorKind::NoTimeLeft)).
    ///
    /// A handler's client has the time of the request that it answers: what takes longer fails
    /// to the handler, which would otherwise be dropped in the midst of a call.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    /// use connect_client::Client;
    ///
    /// fn quick(client: &Client) -> Client {
    ///     client.until(Instant::now() + Duration::from_secs(5))
    /// }
    /// ```
    #[must_use]
    pub fn until(&self, deadline: Instant) -> Self {
        Self::new_on(self.0.ending(Some(deadline.into())))
    }

    /// The same site, for work that goes on when the request has been answered, such as a spawned
    /// task: only the pool's own limits hold.
    #[must_use]
    pub fn without_deadline(&self) -> Self {
        Self::new_on(self.0.ending(None))
    }

    /// The same site, with the tokens of Forge that came with the request that is being answered: they
    /// are used before those that were kept. Nothing changes for a site of Connect.
    #[must_use]
    pub fn delivered(&self, tokens: DeliveredTokens) -> Self {
        if self.0.site.is_on_forge() {
            Self::new_on(self.0.delivered(tokens))
        } else {
            self.clone()
        }
    }

    /// Where the site is, without a final slash in its path.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        self.0.site.base_url()
    }

    /// Jira or Confluence.
    #[must_use]
    pub fn product(&self) -> Product {
        self.0.site.product
    }

    /// The app that calls.
    #[must_use]
    pub fn app_key(&self) -> &str {
        &self.0.site.app_key
    }
}

/// What `as_user!` expands to, which makes sure that the app asks for `ACT_AS_USER`: the same site,
/// with the app acting as this user, with a token for these scopes or for all that the app has.
#[doc(hidden)]
pub mod __private {
    use super::{Client, Confluence, Impersonation, Jira, ScopeSet};

    /// A client that can act as a user.
    pub trait AsUser: Sized {
        /// The same client, acting as the user.
        #[must_use]
        fn as_user(&self, account_id: &str, scopes: Option<ScopeSet>) -> Self;
    }

    impl AsUser for Client {
        fn as_user(&self, account_id: &str, scopes: Option<ScopeSet>) -> Self {
            Self::new_on(self.0.acting(Some(Impersonation {
                account_id: account_id.into(),
                scopes,
            })))
        }
    }

    impl AsUser for Jira {
        fn as_user(&self, account_id: &str, scopes: Option<ScopeSet>) -> Self {
            Self(self.0.as_user(account_id, scopes))
        }
    }

    impl AsUser for Confluence {
        fn as_user(&self, account_id: &str, scopes: Option<ScopeSet>) -> Self {
            Self(self.0.as_user(account_id, scopes))
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("app_key", &self.app_key())
            .field("base_url", &self.base_url().as_str())
            .field("as_user", &self.0.impersonation.is_some())
            .finish_non_exhaustive()
    }
}

macro_rules! products {
    ($($(#[$doc:meta])* $name:ident)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name(Client);

        impl $name {
            /// This client, if it is one of this product.
            #[must_use]
            pub fn from_client(client: Client) -> Option<Self> {
                (client.product() == Product::$name).then_some(Self(client))
            }

            /// The same site, with the app acting as itself.
            #[must_use]
            pub fn as_app(&self) -> Self {
                Self(self.0.as_app())
            }

            /// The same site, for work that must be done by then; see [`Client::until`].
            #[must_use]
            pub fn until(&self, deadline: Instant) -> Self {
                Self(self.0.until(deadline))
            }

            /// The same site, for work that goes on when the request has been answered; see
            /// [`Client::without_deadline`].
            #[must_use]
            pub fn without_deadline(&self) -> Self {
                Self(self.0.without_deadline())
            }
        }

        impl Deref for $name {
            type Target = Client;

            fn deref(&self) -> &Client {
                &self.0
            }
        }
    )* };
}

products! {
    /// The Jira site that the request came from: an argument of handlers. Its methods are
    /// [`Client`]'s.
    Jira
    /// The Confluence site that the request came from: an argument of handlers. Its methods are
    /// [`Client`]'s.
    Confluence
}

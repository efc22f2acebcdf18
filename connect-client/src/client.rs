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

/// The REST API of one tenant. Cheap to clone.
#[derive(Clone)]
pub struct Client(pub(super) Arc<Connection>);

impl Client {
    pub(super) fn new_on(connection: Connection) -> Self {
        Self(Arc::new(connection))
    }

    /// A call of a known operation whose response is a `T`: JSON, or one of the other types that
    /// implement [`FromResponse`](super::FromResponse). Nothing happens until it is awaited.
    pub fn call<T>(&self, operation: &'static Operation) -> Call<T> {
        let mut parts = RequestParts::new(operation.method, Cow::Borrowed(operation.template));
        parts.needs = operation.needs;
        parts.product = Some(operation.product.host());
        parts.redirects = operation.redirects;
        Call::new(Arc::clone(&self.0), Box::new(parts))
    }

    /// A call that was not checked at compile time: of a path that is built at run time, or of one
    /// that is not in the tables. The code names the scopes that it needs.
    ///
    /// The path may have a percent-encoded query, and `{name}` placeholders for [`Call::path`].
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

    /// The same site, with a deadline: no call waits or runs beyond it, and a call that has no time
    /// left is not sent ([`NoTimeLeft`](super::CallErrorKind::NoTimeLeft)).
    ///
    /// A handler's client has the deadline of the request that it answers: a call that takes too
    /// long returns an error to the handler, which would otherwise be dropped in the middle of the
    /// call.
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

    /// The same site, without a deadline, for work that continues after the response, such as a
    /// spawned task: only the pool's own limits apply.
    #[must_use]
    pub fn without_deadline(&self) -> Self {
        Self::new_on(self.0.ending(None))
    }

    /// The same site, with the Forge tokens that were sent with the request being answered: they are
    /// used before stored ones. Has no effect for a Connect site.
    #[must_use]
    pub fn delivered(&self, tokens: DeliveredTokens) -> Self {
        if self.0.site.is_on_forge() {
            Self::new_on(self.0.delivered(tokens))
        } else {
            self.clone()
        }
    }

    /// The site's base URL, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        self.0.site.base_url()
    }

    /// The site's product.
    #[must_use]
    pub fn product(&self) -> Product {
        self.0.site.product
    }

    /// The key of the calling app.
    #[must_use]
    pub fn app_key(&self) -> &str {
        &self.0.site.app_key
    }
}

/// The expansion of `as_user!`, which makes the app request `ACT_AS_USER`: the same site, with the
/// app acting as this user, with a token for these scopes or for all that the app has.
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
            /// This client, if its site is of this product.
            #[must_use]
            pub fn from_client(client: Client) -> Option<Self> {
                (client.product() == Product::$name).then_some(Self(client))
            }

            /// The same site, with the app acting as itself.
            #[must_use]
            pub fn as_app(&self) -> Self {
                Self(self.0.as_app())
            }

            /// The same site, with a deadline; see [`Client::until`].
            #[must_use]
            pub fn until(&self, deadline: Instant) -> Self {
                Self(self.0.until(deadline))
            }

            /// The same site, without a deadline, for work that continues after the response; see
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
    /// The Jira site that the request came from: an argument of handlers. Its methods are those of
    /// [`Client`].
    Jira
    /// The Confluence site that the request came from: an argument of handlers. Its methods are
    /// those of [`Client`].
    Confluence
}

//! What the code holds: the client of one tenant.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use connect_model::Method;
use connect_model::{Product, ScopeSet};
use url::Url;

use super::call::{Call, Draft};
use super::clients::{Clients, Shared};
use super::config::{ClientConfig, InvalidBaseUrl};
use super::lane::Lane;
use super::operation::Operation;
use super::site::Site;

/// The REST API of one tenant. Cloning it copies a pointer.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    site: Arc<Site>,
    clients: Clients,
    lane: Arc<Lane>,
    user: Option<Actor>,
}

/// A user whom the app acts as.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Actor {
    pub(super) account_id: Arc<str>,
    /// What the token is good for; all that the app may do unless set.
    pub(super) scopes: Option<ScopeSet>,
}

impl Client {
    /// A client of its own, with connections of its own. For more than one site, or for more than
    /// a few calls in a program's life, keep one [`Clients`] and use [`Clients::client`].
    ///
    /// # Errors
    /// [`InvalidBaseUrl`] when the base URL is not that of a site.
    pub fn new(config: ClientConfig) -> Result<Self, InvalidBaseUrl> {
        Clients::new().client(&config)
    }

    pub(super) fn of(site: Site, clients: Clients) -> Self {
        let shared = clients.shared();
        let lane = shared.lanes.of(&site.identity, &shared.settings.pace);
        Self(Arc::new(Inner {
            site: Arc::new(site),
            clients,
            lane,
            user: None,
        }))
    }

    /// A call of a known operation, answered with a `T`: JSON, or one of
    /// [`Answer`](super::Answer)'s other kinds. Nothing happens until it is awaited.
    pub fn call<T>(&self, operation: &'static Operation) -> Call<T> {
        let mut draft = Draft::new(operation.method, Cow::Borrowed(operation.template));
        draft.needs = operation.needs;
        draft.product = Some(operation.product.host());
        draft.redirects = operation.redirects;
        Call::new(self.clone(), Box::new(draft))
    }

    /// A call that nobody has checked: of a path that is made at run time, or that is not in the
    /// facts. It says itself which scopes it needs.
    ///
    /// The path may have a query, if that is percent-encoded already, and `{name}`s for
    /// [`Call::path`].
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
        let mut draft = match path.split_once('?') {
            None => Draft::new(method, path),
            Some((path, query)) => {
                let mut draft = Draft::new(method, Cow::Owned(path.to_owned()));
                query.clone_into(&mut draft.query);
                draft
            }
        };
        draft.needs = needs;
        Call::new(self.clone(), Box::new(draft))
    }

    /// What `as_user!` expands to, which sees to it that the app asks for `ACT_AS_USER`: the same
    /// site, with the app acting as this user, with a token for these scopes or for all that the
    /// app has.
    #[doc(hidden)]
    #[must_use]
    pub fn __as_user(&self, account_id: impl AsRef<str>, scopes: Option<ScopeSet>) -> Self {
        self.acting(Some(Actor {
            account_id: account_id.as_ref().into(),
            scopes,
        }))
    }

    /// The same site, with the app acting as itself.
    #[must_use]
    pub fn as_app(&self) -> Self {
        self.acting(None)
    }

    fn acting(&self, user: Option<Actor>) -> Self {
        Self(Arc::new(Inner {
            site: Arc::clone(&self.0.site),
            clients: self.0.clients.clone(),
            lane: Arc::clone(&self.0.lane),
            user,
        }))
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

    pub(super) fn site(&self) -> &Arc<Site> {
        &self.0.site
    }

    pub(super) fn shared(&self) -> &Shared {
        self.0.clients.shared()
    }

    pub(super) fn lane(&self) -> &Lane {
        &self.0.lane
    }

    pub(super) fn actor(&self) -> Option<&Actor> {
        self.0.user.as_ref()
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("app_key", &self.app_key())
            .field("base_url", &self.base_url().as_str())
            .field("as_user", &self.0.user.is_some())
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
            pub fn of(client: Client) -> Option<Self> {
                (client.product() == Product::$name).then_some(Self(client))
            }

            /// See [`Client::__as_user`].
            #[doc(hidden)]
            #[must_use]
            pub fn __as_user(&self, account_id: impl AsRef<str>, scopes: Option<ScopeSet>) -> Self {
                Self(self.0.__as_user(account_id, scopes))
            }

            /// The same site, with the app acting as itself.
            #[must_use]
            pub fn as_app(&self) -> Self {
                Self(self.0.as_app())
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

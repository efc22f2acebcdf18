//! Clients that the macros accept.

use std::sync::Arc;

use connect_model::ScopeSet;

use crate::client::__private::AsUser;
use crate::client::{Client, Confluence, Jira};

/// A client that `jira!` can call with: the bound for a function that takes any of them.
///
/// ```
/// # connect_runtime::library!();
/// use connect_runtime::client::JiraClient;
/// use connect_runtime::prelude::*;
///
/// async fn myself<C: JiraClient>(client: &C) -> Result<serde_json::Value> {
///     Ok(jira!(client, GET "/rest/api/3/myself").await?)
/// }
/// # fn main() {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`jira!` can't call with `{Self}`",
    label = "not a client of Jira",
    note = "its first argument is a `Jira`, a `Client`, or a reference to one; a handler takes \
            one as an argument: `jira: Jira`; a function that takes any has \
            `C: connect_runtime::client::JiraClient`"
)]
pub trait JiraClient {
    /// The client itself.
    fn jira_client(&self) -> &Client;
}

/// A client that `confluence!` can call with: the bound for a function that takes any of them.
#[diagnostic::on_unimplemented(
    message = "`confluence!` can't call with `{Self}`",
    label = "not a client of Confluence",
    note = "its first argument is a `Confluence`, a `Client`, or a reference to one; a handler \
            takes one as an argument: `confluence: Confluence`; a function that takes any has \
            `C: connect_runtime::client::ConfluenceClient`"
)]
pub trait ConfluenceClient {
    /// The client itself.
    fn confluence_client(&self) -> &Client;
}

/// A client that can act as a user with `as_user!`.
#[diagnostic::on_unimplemented(
    message = "`as_user!` can't make `{Self}` act as a user",
    label = "not a client",
    note = "its first argument is a `Jira`, a `Confluence`, a `Client`, or a reference to one"
)]
pub trait ActsAsUser<Same> {
    /// The same site through the same type of client, with the app acting as the user.
    fn acting(&self, account_id: &str, scopes: Option<ScopeSet>) -> Same;
}

/// A user with an account: an account id, as text, or a `User`.
#[diagnostic::on_unimplemented(
    message = "`as_user!` can't act as `{Self}`",
    label = "not a user",
    note = "its second argument is an account id, as text, or a `User`"
)]
pub trait Account {
    /// The account's id.
    fn account_id(&self) -> &str;
}

#[diagnostic::do_not_recommend]
impl<T: AsRef<str> + ?Sized> Account for T {
    fn account_id(&self) -> &str {
        self.as_ref()
    }
}

macro_rules! pointers {
    ($trait:ident, $method:ident) => {
        pointers!($trait, $method, &T);
        pointers!($trait, $method, &mut T);
        pointers!($trait, $method, Arc<T>);
    };
    ($trait:ident, $method:ident, $pointer:ty) => {
        #[diagnostic::do_not_recommend]
        impl<T: $trait + ?Sized> $trait for $pointer {
            fn $method(&self) -> &Client {
                (**self).$method()
            }
        }
    };
}

pointers!(JiraClient, jira_client);
pointers!(ConfluenceClient, confluence_client);

impl JiraClient for Client {
    fn jira_client(&self) -> &Client {
        self
    }
}

impl JiraClient for Jira {
    fn jira_client(&self) -> &Client {
        self
    }
}

impl ConfluenceClient for Client {
    fn confluence_client(&self) -> &Client {
        self
    }
}

impl ConfluenceClient for Confluence {
    fn confluence_client(&self) -> &Client {
        self
    }
}

impl ActsAsUser<Self> for Client {
    fn acting(&self, account_id: &str, scopes: Option<ScopeSet>) -> Self {
        AsUser::as_user(self, account_id, scopes)
    }
}

impl ActsAsUser<Self> for Jira {
    fn acting(&self, account_id: &str, scopes: Option<ScopeSet>) -> Self {
        AsUser::as_user(self, account_id, scopes)
    }
}

impl ActsAsUser<Self> for Confluence {
    fn acting(&self, account_id: &str, scopes: Option<ScopeSet>) -> Self {
        AsUser::as_user(self, account_id, scopes)
    }
}

macro_rules! acting_pointers {
    ($($pointer:ty),*) => { $(
        #[diagnostic::do_not_recommend]
        impl<Same, T: ActsAsUser<Same> + ?Sized> ActsAsUser<Same> for $pointer {
            fn acting(&self, account_id: &str, scopes: Option<ScopeSet>) -> Same {
                (**self).acting(account_id, scopes)
            }
        }
    )* };
}

acting_pointers!(&T, &mut T, Arc<T>);

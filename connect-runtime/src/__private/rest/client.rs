//! Which clients the macros take.

use std::sync::Arc;

use connect_model::ScopeSet;

use crate::client::{Client, Confluence, Jira};

/// A client that `jira!` can call with.
#[diagnostic::on_unimplemented(
    message = "`jira!` can't call with `{Self}`",
    label = "not a client of Jira",
    note = "its first argument is a `Jira`, a `Client`, or a reference to one; a handler takes \
            one as an argument: `jira: Jira`"
)]
pub trait JiraClient {
    /// The client itself.
    fn jira_client(&self) -> &Client;
}

/// A client that `confluence!` can call with.
#[diagnostic::on_unimplemented(
    message = "`confluence!` can't call with `{Self}`",
    label = "not a client of Confluence",
    note = "its first argument is a `Confluence`, a `Client`, or a reference to one; a handler \
            takes one as an argument: `confluence: Confluence`"
)]
pub trait ConfluenceClient {
    /// The client itself.
    fn confluence_client(&self) -> &Client;
}

/// A client that can act as a user.
#[diagnostic::on_unimplemented(
    message = "`as_user!` can't make `{Self}` act as a user",
    label = "not a client",
    note = "its first argument is a `Jira`, a `Confluence`, a `Client`, or a reference to one"
)]
pub trait ActsAsUser {
    /// The same type of client.
    type Client;

    /// The same site, with the app acting as the user.
    fn acting(&self, account_id: &str, scopes: Option<ScopeSet>) -> Self::Client;
}

/// Somebody who has an account.
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

macro_rules! clients {
    ($($trait:ident $method:ident: $($client:ty),*;)*) => { $($(
        impl $trait for $client {
            fn $method(&self) -> &Client {
                self
            }
        }
    )*)* };
}

clients! {
    JiraClient jira_client: Client, Jira;
    ConfluenceClient confluence_client: Client, Confluence;
}

macro_rules! acting {
    ($($client:ty),*) => { $(
        impl ActsAsUser for $client {
            type Client = Self;

            fn acting(&self, account_id: &str, scopes: Option<ScopeSet>) -> Self {
                self.__as_user(account_id, scopes)
            }
        }
    )* };
}

acting!(Client, Jira, Confluence);

macro_rules! acting_pointers {
    ($($pointer:ty),*) => { $(
        #[diagnostic::do_not_recommend]
        impl<T: ActsAsUser + ?Sized> ActsAsUser for $pointer {
            type Client = T::Client;

            fn acting(&self, account_id: &str, scopes: Option<ScopeSet>) -> T::Client {
                (**self).acting(account_id, scopes)
            }
        }
    )* };
}

acting_pointers!(&T, &mut T, Arc<T>);

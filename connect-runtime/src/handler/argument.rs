//! Which arguments each kind of item can provide.
//!
//! A panel has a user and no event; the caller of a public route is not authenticated. Only the type
//! of an argument is known, wherever it comes from, so these rules are expressed on types: each kind
//! of item has a trait, implemented by those of connect's own arguments that it can provide. A type
//! that is not connect's own can be an argument of every kind: which of two methods with the same
//! name the compiler finds decides that.

use std::fmt;
use std::marker::PhantomData;

use axum::Json;
use bytes::{Bytes, BytesMut};

use super::source::Source;
use crate::data_residency::Migration;
use crate::extract::{Event, FormToken, License, SignedContext, User};
use crate::jobs::Job;
use crate::lifecycle::Lifecycle;
use crate::tenants::Tenant;

/// One argument of a function.
pub struct Argument<T>(PhantomData<fn() -> T>);

impl<T> Argument<T> {
    pub(super) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> fmt::Debug for Argument<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Argument")
    }
}

/// A function with arguments of the types `A`.
pub trait Signature<A> {
    /// A tuple with an [`Argument`] for each.
    type Arguments;

    /// The return type of the function: a future.
    type Returned;

    /// The arguments, in order.
    fn arguments() -> Self::Arguments;
}

/// The arguments of a function, from its signature.
pub fn arguments<F: Signature<A>, A>(_function: F) -> F::Arguments {
    F::arguments()
}

/// One of connect's own arguments, or one that reads the body.
pub trait Listed {}

/// An argument that doesn't read the request's body.
#[diagnostic::on_unimplemented(
    message = "`{Self}` reads the body of the request, and the request has none",
    label = "there is no body to read",
    note = "what the host fills into the URL is marked: `#[context(\"issue.key\")]`; what else is in \
            the URL is read by `Query<…>` and `Path<…>`"
)]
pub trait WithoutBody {}

/// An argument available to a page that the host opens in an iframe, and to a remote condition.
#[diagnostic::on_unimplemented(
    message = "the request for a page has no `{Self}`",
    label = "not an argument of a page",
    note = "a page can take `#[context(\"…\")]` parameters, `Tenant`, `User`, `License`, `Jira` and \
            `Confluence`, and extractors that read no body"
)]
pub trait GivenToPage {}

/// An argument available to a callback that the host's servers make for a module.
#[diagnostic::on_unimplemented(
    message = "a callback has no `{Self}`",
    label = "not an argument of a callback",
    note = "a callback can take `#[context(\"…\")]` parameters, `Tenant`, `User`, `Jira`, `Confluence`, \
            and what the host posts with `Json<…>`"
)]
pub trait GivenToCallback {}

/// An argument available to a webhook.
#[diagnostic::on_unimplemented(
    message = "a webhook has no `{Self}`",
    label = "not an argument of a webhook",
    note = "a webhook can take `Event<…>`, `#[context(\"…\")]` parameters, `Tenant`, `User`, `Jira` \
            and `Confluence`; lifecycle hooks take `Lifecycle`"
)]
pub trait GivenToWebhook {}

/// An argument available to a webhook that asks the host to leave out the body.
#[diagnostic::on_unimplemented(
    message = "a webhook with `exclude_body` has no `{Self}`",
    label = "the host sends no body to read it from",
    note = "remove `exclude_body`, or take `Tenant` and the parameters of the URL"
)]
pub trait GivenToWebhookWithoutBody {}

/// An argument available to an endpoint, which the app's own pages call.
#[diagnostic::on_unimplemented(
    message = "an endpoint has no `{Self}`",
    label = "not an argument of an endpoint",
    note = "an endpoint can take `Tenant`, `User`, `License`, `Jira` and `Confluence`, and what the page sends \
            with `Json<…>`, `Query<…>` and `Path<…>`"
)]
pub trait GivenToEndpoint {}

/// An argument available to an endpoint that is called with `GET`.
#[diagnostic::on_unimplemented(
    message = "an endpoint has no `{Self}`",
    label = "not an argument of an endpoint",
    note = "an endpoint can take `Tenant`, `User`, `License`, `Jira` and `Confluence`, and what the page sends \
            with `Query<…>` and `Path<…>`"
)]
pub trait GivenToEndpointWithoutBody {}

/// An argument available to an item served to anyone: a public route, a cacheable page.
#[diagnostic::on_unimplemented(
    message = "a public route has no `{Self}`: nobody vouches for the caller",
    label = "not an argument of what is served to anyone",
    note = "the host and the app's own pages are known to `#[web_panel]`, `#[endpoint]` and the like; \
            here, take `State<…>`, `Query<…>` or `Path<…>`"
)]
pub trait GivenToPublic {}

/// An argument available to a public item that is requested with `GET`.
#[diagnostic::on_unimplemented(
    message = "a public route has no `{Self}`: nobody vouches for the caller",
    label = "not an argument of what is served to anyone",
    note = "the host and the app's own pages are known to `#[web_panel]`, `#[endpoint]` and the like; \
            here, take `State<…>`, `Query<…>` or `Path<…>`"
)]
pub trait GivenToPublicWithoutBody {}

/// An argument available to a lifecycle hook.
#[diagnostic::on_unimplemented(
    message = "a lifecycle hook has no `{Self}`",
    label = "not an argument of a lifecycle hook",
    note = "a lifecycle hook can take `Lifecycle`, `Tenant`, `Jira` and `Confluence`"
)]
pub trait GivenToHook {}

/// An argument available to the `uninstalled` hook, after which there is no site to call.
#[diagnostic::on_unimplemented(
    message = "`#[uninstalled]` has no `{Self}`",
    label = "not an argument of `#[uninstalled]`",
    note = "the site has removed the app and no longer answers it; `#[uninstalled]` can take \
            `Lifecycle` and `Tenant`"
)]
pub trait GivenToUninstalled {}

/// An argument available to a step of a data residency migration.
#[diagnostic::on_unimplemented(
    message = "a step of a migration has no `{Self}`",
    label = "not an argument of a step of a migration",
    note = "a step of a migration can take `Migration<MigrationSchedule>` or \
            `Migration<MigrationCommand>`, `Tenant`, `Jira`, `Confluence` and `State<…>`"
)]
pub trait GivenToMigration {}

/// An argument available to one of the app's own jobs.
#[diagnostic::on_unimplemented(
    message = "a job has no `{Self}`: it runs without a request",
    label = "not an argument of a job",
    note = "a job can take `Job<…>` with its arguments, `Tenant`, `Jira`, `Confluence`, `Jobs` and `State<…>`; what \
            else it needs is put into its arguments by the handler that asks for it"
)]
pub trait GivenToJob {}

/// An argument available to a function that runs periodically for each tenant.
#[diagnostic::on_unimplemented(
    message = "a scheduled function has no `{Self}`: it runs without a request",
    label = "not an argument of a scheduled function",
    note = "a scheduled function can take `Tenant`, `Jira`, `Confluence`, `Jobs` and `State<…>`"
)]
pub trait GivenToScheduled {}

/// Expands one row of the table.
macro_rules! given {
    ($trait:ident: [$($what:ident)*]) => { $( given!(@ $trait $what); )* };
    (@ $trait:ident tenant) => { #[diagnostic::do_not_recommend]
        impl $trait for Tenant {} };
    (@ $trait:ident user) => { #[diagnostic::do_not_recommend]
        impl $trait for User {} };
    (@ $trait:ident license) => { #[diagnostic::do_not_recommend]
        impl $trait for License {} };
    (@ $trait:ident signed_context) => {
        #[diagnostic::do_not_recommend]
        impl $trait for SignedContext {}
    };
    (@ $trait:ident form_token) => {
        #[diagnostic::do_not_recommend]
        impl $trait for FormToken {}
    };
    (@ $trait:ident event) => { #[diagnostic::do_not_recommend]
        impl<T> $trait for Event<T> {} };
    (@ $trait:ident lifecycle) => { #[diagnostic::do_not_recommend]
        impl $trait for Lifecycle {} };
    (@ $trait:ident migration) => { #[diagnostic::do_not_recommend]
        impl<T> $trait for Migration<T> {} };
    (@ $trait:ident job) => { #[diagnostic::do_not_recommend]
        impl<T> $trait for Job<T> {} };
    (@ $trait:ident client) => {
        #[cfg(feature = "client")]
        #[diagnostic::do_not_recommend]
        impl $trait for crate::client::Client {}
        #[cfg(feature = "client")]
        #[diagnostic::do_not_recommend]
        impl $trait for crate::client::Jira {}
        #[cfg(feature = "client")]
        #[diagnostic::do_not_recommend]
        impl $trait for crate::client::Confluence {}
        #[cfg(feature = "client")]
        #[diagnostic::do_not_recommend]
        impl $trait for crate::extract::SiteLicense {}
    };
    (@ $trait:ident body) => {
        #[diagnostic::do_not_recommend]
        impl $trait for String {}
        #[diagnostic::do_not_recommend]
        impl $trait for Bytes {}
        #[diagnostic::do_not_recommend]
        impl $trait for BytesMut {}
        #[diagnostic::do_not_recommend]
        impl<T> $trait for Json<T> {}
    };
    // Everything that an item provides, it also provides as an `Option` or a `Result`.
    (@ $trait:ident fallible) => {
        #[diagnostic::do_not_recommend]
        impl<T: $trait> $trait for Option<T> {}
        #[diagnostic::do_not_recommend]
        impl<T: $trait, E> $trait for Result<T, E> {}
    };
}

given! { Listed: [tenant client user license signed_context form_token event lifecycle migration job body fallible] }
given! { WithoutBody: [tenant client user license signed_context form_token event lifecycle migration job fallible] }
given! { GivenToPage: [tenant client user license signed_context form_token body fallible] }
given! { GivenToCallback: [tenant client user license signed_context body fallible] }
given! { GivenToWebhook: [tenant client user license signed_context event body fallible] }
given! { GivenToWebhookWithoutBody: [tenant client user license signed_context body fallible] }
given! { GivenToEndpoint: [tenant client user license signed_context form_token body fallible] }
given! { GivenToEndpointWithoutBody: [tenant client user license signed_context form_token body fallible] }
given! { GivenToPublic: [body fallible] }
given! { GivenToPublicWithoutBody: [body fallible] }
given! { GivenToHook: [tenant client lifecycle body fallible] }
given! { GivenToUninstalled: [tenant lifecycle body fallible] }
given! { GivenToMigration: [tenant client migration fallible] }
given! { GivenToJob: [tenant client job fallible] }
given! { GivenToScheduled: [tenant client fallible] }

/// The source of an argument, for each kind of item that provides the argument.
impl<T: Listed> Argument<T> {
    /// For a page that the host opens in an iframe, and a remote condition.
    pub fn page<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToPage + WithoutBody,
    {
        source
    }

    /// For a callback that the host's servers make for a module.
    pub fn callback<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToCallback,
    {
        source
    }

    /// For a webhook.
    pub fn webhook<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToWebhook,
    {
        source
    }

    /// For a webhook that asks the host to leave out the body.
    pub fn webhook_without_body<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToWebhookWithoutBody + WithoutBody,
    {
        source
    }

    /// For a call by the app's own pages.
    pub fn endpoint<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToEndpoint,
    {
        source
    }

    /// For the same with `GET`.
    pub fn endpoint_without_body<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToEndpointWithoutBody + WithoutBody,
    {
        source
    }

    /// For an item served to anyone: a public route, a cacheable page.
    pub fn public<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToPublic,
    {
        source
    }

    /// For the same with `GET`.
    pub fn public_without_body<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToPublicWithoutBody + WithoutBody,
    {
        source
    }

    /// For a lifecycle hook.
    pub fn hook<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToHook,
    {
        source
    }

    /// For the `uninstalled` hook, after which there is no site to call.
    pub fn uninstalled<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToUninstalled,
    {
        source
    }

    /// For a step of a data residency migration.
    pub fn migration<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToMigration,
    {
        source
    }

    /// For one of the app's own jobs.
    pub fn job<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToJob,
    {
        source
    }

    /// For a function that runs periodically.
    pub fn scheduled<S>(&self, source: Source<S, T>) -> Source<S, T>
    where
        T: GivenToScheduled,
    {
        source
    }
}

macro_rules! methods {
    ($($method:ident)*) => {
        /// The same methods for every other type, found after the inherent ones of [`Argument`].
        pub trait Unlisted<T> {
            $(
                /// The argument's source.
                fn $method<S>(&self, source: Source<S, T>) -> Source<S, T> {
                    source
                }
            )*

            /// Checks nothing for a type that is not one of the payload types.
            fn carried_by<E>(&self) {}
        }
    };
}

methods! {
    page callback webhook webhook_without_body endpoint endpoint_without_body public public_without_body hook uninstalled
    migration job scheduled
}

impl<T> Unlisted<T> for Argument<T> {}

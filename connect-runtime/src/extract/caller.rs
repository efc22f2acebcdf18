//! Who was let in, as the routes hand it to the extractors.

use std::sync::Arc;

use connect_model::declaration::Auth;
use http::Extensions;

use crate::client::Clients;
use crate::tenants::{Serving, Tenant};

/// The verified caller of a request. One value in the request's extensions, so that the way from
/// the token to the handler costs one insertion.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) tenant: Tenant,
    /// The Atlassian account id; absent when nobody is logged in, and on callbacks.
    pub(crate) account_id: Option<Arc<str>>,
    /// What the caller has proved. Only a request token covers the query: with a context token
    /// the query is the browser's own.
    pub(crate) auth: Auth,
    /// The way back to the site; absent when it has uninstalled the app.
    pub(crate) site: Option<CallerSite>,
}

/// What a client of the caller's site is made of, when a handler asks for one.
#[derive(Debug, Clone)]
pub(crate) struct CallerSite {
    pub(crate) serving: Arc<Serving>,
    pub(crate) clients: Clients,
}

impl Caller {
    pub(crate) fn of(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }
}

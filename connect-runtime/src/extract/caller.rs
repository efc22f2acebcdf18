//! The verified caller of a request, for the extractors.

use std::sync::Arc;

use connect_model::declaration::Auth;
use http::Extensions;
use http::request::Parts;

use crate::tenants::Tenant;

/// The verified caller of a request, beside its [`Tenant`] and the tenant's client.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The Atlassian account id; absent when no user is logged in, and on callbacks.
    pub(crate) account_id: Option<Arc<str>>,
    /// What the caller has proved. Only a request token covers the query: with a context token
    /// the query is the browser's own.
    pub(crate) auth: Auth,
}

impl Caller {
    pub(crate) fn of(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }

    /// Lets the extractors find the caller and its tenant.
    pub(crate) fn insert(self, parts: &mut Parts, tenant: Tenant) {
        parts.extensions.insert(self);
        parts.extensions.insert(tenant);
    }
}

//! The verified caller of a request, used by the extractors.

use std::sync::Arc;

use bytes::Bytes;
use connect_auth::token::TokenContext;
use connect_model::declaration::Auth;
use http::Extensions;
use http::request::Parts;
use serde_json::value::{RawValue, to_raw_value};
use url::form_urlencoded;

use super::{Invocation, License, SignedContext};
use crate::auth::{Renewable, Renewal, SessionToken, Verified, Verifier};
use crate::tenants::{ActiveTenant, Tenant};

/// The maximum number of a page's context parameters that are copied into one of the app's own
/// tokens, and the maximum length of their values, in bytes.
const MOST: usize = 32;
const LONGEST: usize = 255;

/// The verified caller of a request, without its [`Tenant`] and the tenant's client.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The Atlassian account id; `None` when no user is logged in, and on callbacks.
    pub(crate) account_id: Option<Arc<str>>,
    /// What the token proves. Only a request token covers the query: with a context token, the
    /// browser chooses the query.
    pub(crate) auth: Auth,
    /// The token's `context` claim.
    pub(crate) context: TokenContext,
    /// The posted form, where a request token covers it.
    pub(crate) form: Option<Bytes>,
    /// Whether the app runs in development, where the host may not state a licence.
    pub(crate) development: bool,
    /// Makes the app's own tokens for this caller; `None` for lifecycle hooks.
    pub(crate) renewal: Option<Renewal>,
}

impl Caller {
    /// A caller verified by a token, with the form that it covers.
    pub(crate) fn verified<T: Renewable>(
        verified: Verified<T>,
        auth: Auth,
        form: Option<Bytes>,
        verifier: &Verifier,
    ) -> (Arc<ActiveTenant>, Self) {
        let Verified {
            active,
            account_id,
            context,
            kind,
        } = verified;
        let renewal = Renewal {
            verifier: verifier.clone(),
            active: Arc::clone(&active),
            authenticated_at: kind.authenticated_at(),
            invocation: None,
        };
        let caller = Self {
            account_id,
            auth,
            context,
            form,
            development: false,
            renewal: Some(renewal),
        };
        (active, caller)
    }

    /// A caller verified by Forge.
    pub(crate) fn invoked(
        invocation: Arc<Invocation>,
        active: &Arc<ActiveTenant>,
        verifier: &Verifier,
    ) -> Self {
        let account_id = invocation.token().principal.as_deref().map(Arc::from);
        Self {
            account_id,
            // Nothing in the URL is signed.
            auth: Auth::Context,
            context: TokenContext::default(),
            form: None,
            development: false,
            renewal: Some(Renewal {
                verifier: verifier.clone(),
                active: Arc::clone(active),
                authenticated_at: None,
                invocation: Some(invocation),
            }),
        }
    }

    /// The invocation that Forge signed, if Forge is calling.
    pub(crate) fn invocation(&self) -> Option<&Arc<Invocation>> {
        self.renewal.as_ref()?.invocation.as_ref()
    }

    pub(crate) fn of(extensions: &Extensions) -> Option<&Self> {
        extensions.get()
    }

    /// Makes the caller and its tenant available to extractors.
    pub(crate) fn insert(self, parts: &mut Parts, tenant: Tenant) {
        parts.extensions.insert(self);
        parts.extensions.insert(tenant);
    }

    /// The parameters that the caller's token covers.
    pub(super) fn signed_parameters<'r>(
        &'r self,
        parts: &'r Parts,
    ) -> impl Iterator<Item = (std::borrow::Cow<'r, str>, std::borrow::Cow<'r, str>)> {
        let (query, form) = match self.auth {
            Auth::Request => (parts.uri.query(), self.form.as_deref()),
            Auth::Context | Auth::Lifecycle | Auth::Public => (None, None),
        };
        [query.map(str::as_bytes), form]
            .into_iter()
            .flatten()
            .flat_map(form_urlencoded::parse)
    }

    /// Everything signed about what the host is showing.
    pub(super) fn signed_context(&self, parts: &Parts) -> SignedContext {
        let tenant = self.renewal.as_ref().map(|renewal| renewal.active.tenant());
        if let Some(invocation) = self.invocation() {
            return SignedContext::new(Some(invocation.claim()), tenant);
        }
        let claim = self.context.read().ok().flatten();
        let mut context = SignedContext::new(claim, tenant);
        // The names of context parameters contain dots; those that the host itself adds don't.
        let of_page = self
            .signed_parameters(parts)
            .filter(|(name, value)| name.contains('.') && (1..=LONGEST).contains(&value.len()));
        for (name, value) in of_page.take(MOST) {
            context.add_parameter(&name, &value);
        }
        if let Some(license) = License::of(self, parts).for_claim() {
            context.set_license(license);
        }
        context
    }

    /// The same as the claim of one of the app's own tokens.
    pub(super) fn context_claim(&self, parts: &Parts) -> Option<Box<RawValue>> {
        let context = self.signed_context(parts);
        let claim = Some(context.json()).filter(|claim| !claim.is_empty())?;
        to_raw_value(claim).ok()
    }

    /// The page's session token, if they are turned on.
    pub(crate) fn session_token(&self, parts: &Parts) -> Option<SessionToken> {
        let renewal = self.renewal.as_ref()?;
        renewal.session_token(self.account_id.as_deref(), || self.context_claim(parts))
    }
}

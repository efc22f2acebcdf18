//! What opening, calling and firing have in common: the site, the user, and the context.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;
use url::Url;

use super::forge::view::View;
use super::running_site::RunningSite;
use crate::descriptor::context::Context;
use crate::site::Site;
use crate::wire::qsh::CONTEXT;
use crate::wire::token::TokenBuilder;
use crate::wire::url::target;

/// The site that sends a request, the user, and the context parameters.
#[derive(Clone)]
pub(super) struct RequestContext {
    pub(super) running: Arc<RunningSite>,
    pub(super) parameters: Context,
    /// On Forge, the view that a page's call comes from, since such a call names a module.
    pub(super) view: Option<View>,
    user: ActingUser,
}

/// The user of a request.
#[derive(Clone)]
enum ActingUser {
    /// The site's default user.
    OfSite,
    Account(String),
    Anonymous,
}

impl RequestContext {
    pub(super) fn new(running: &Arc<RunningSite>) -> RequestContext {
        RequestContext {
            running: Arc::clone(running),
            parameters: Context::default(),
            view: None,
            user: ActingUser::OfSite,
        }
    }

    pub(super) fn site(&self) -> &Site {
        &self.running.site
    }

    pub(super) fn set(&mut self, name: &str, value: impl fmt::Display) {
        self.parameters.set(name, value.to_string());
    }

    pub(super) fn set_user(&mut self, account_id: &str) {
        self.user = ActingUser::Account(account_id.to_owned());
    }

    pub(super) fn set_anonymous(&mut self) {
        self.user = ActingUser::Anonymous;
    }

    /// The user's account id; `None` when no user is logged in.
    pub(super) fn account_id(&self) -> Option<String> {
        match &self.user {
            ActingUser::OfSite => self.site().user(),
            ActingUser::Account(account_id) => Some(account_id.clone()),
            ActingUser::Anonymous => None,
        }
    }

    /// The value of the `context` claim.
    pub(super) fn claim(&self) -> Value {
        self.parameters.claim(self.site().product)
    }

    /// A token that is bound to the context, as the app's page gets it.
    pub(super) fn context_token(&self) -> TokenBuilder {
        self.site().with_fault(self.token().qsh(CONTEXT))
    }

    /// A token that is bound to one request by the exact hash of its URL, relative to the app's base URL.
    pub(super) fn request_token(&self, method: &str, base: &Url, url: &Url) -> TokenBuilder {
        let hash = self.site().hashed(method, &target(base, url));
        self.site().with_fault(self.token().qsh(hash))
    }

    fn token(&self) -> TokenBuilder {
        let token = self.site().token();
        match self.account_id() {
            Some(account_id) => token.subject(&account_id),
            None => token,
        }
    }
}

impl fmt::Debug for RequestContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("client_key", &self.site().client_key)
            .field("account_id", &self.account_id())
            .field("parameters", &self.parameters)
            .finish()
    }
}

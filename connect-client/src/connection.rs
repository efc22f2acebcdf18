//! One tenant's side of the transport: its site, its limits, and whom the app acts as.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::context::CallContext;
use super::limiter::TenantLimiter;
use super::request::RequestParts;
use super::site::Site;
use super::transport::Transport;
use super::user_token::{Impersonation, ImpersonationError, UserToken, UserTokens, grant};

/// What the clients of all tenants share.
pub(super) struct Shared {
    pub(super) transport: Transport,
    pub(super) user_tokens: UserTokens,
}

/// What a call of one tenant goes through.
pub(super) struct Connection {
    pub(super) shared: Arc<Shared>,
    pub(super) site: Arc<Site>,
    pub(super) limiter: Arc<TenantLimiter>,
    pub(super) impersonation: Option<Impersonation>,
    /// When its calls must be done.
    pub(super) deadline: Option<Instant>,
}

impl Connection {
    pub(super) fn new(shared: Arc<Shared>, site: Site) -> Self {
        let transport = &shared.transport;
        let limiter = transport
            .limiters
            .of(&site.identity, &transport.settings.timer);
        Self {
            shared,
            site: Arc::new(site),
            limiter,
            impersonation: None,
            deadline: None,
        }
    }

    /// The same site, with the app acting as a user or as itself.
    pub(super) fn acting(&self, impersonation: Option<Impersonation>) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            site: Arc::clone(&self.site),
            limiter: Arc::clone(&self.limiter),
            impersonation,
            deadline: self.deadline,
        }
    }

    /// The same site, with calls that must be done by then.
    pub(super) fn ending(&self, deadline: Option<Instant>) -> Self {
        Self {
            deadline,
            ..self.acting(self.impersonation.clone())
        }
    }

    /// How much of the time is left in which calls must be done.
    pub(super) fn left(&self, now: Instant) -> Duration {
        self.deadline
            .map_or(Duration::MAX, |end| end.saturating_duration_since(now))
    }

    pub(super) fn transport(&self) -> &Transport {
        &self.shared.transport
    }

    /// Which call this is; takes the template out of the request.
    pub(super) fn context(&self, parts: &mut RequestParts) -> CallContext {
        CallContext {
            method: parts.method,
            template: std::mem::take(&mut parts.template),
            tenant: Arc::clone(&self.site.name),
            needs: parts.needs,
            as_user: self.impersonation.is_some(),
        }
    }

    /// A token that lets the app act as a user: a kept one, or a new one.
    pub(super) async fn user_token(
        &self,
        impersonation: &Impersonation,
    ) -> Result<UserToken, ImpersonationError> {
        let clock = &self.transport().settings.clock;
        let (shared, site, user) = (
            Arc::clone(&self.shared),
            Arc::clone(&self.site),
            impersonation.clone(),
        );
        let request = || async move { grant(&shared.transport, &site, &user).await };
        let tokens = &self.shared.user_tokens;
        tokens
            .token(&self.site.identity, impersonation, clock, request)
            .await
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("app_key", &self.site.app_key)
            .field("base_url", &self.site.base_url().as_str())
            .field("as_user", &self.impersonation.is_some())
            .finish_non_exhaustive()
    }
}

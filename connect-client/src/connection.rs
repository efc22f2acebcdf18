//! A tenant's connection state: its site, its limits, and the user that the app acts as.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use connect_auth::AccessToken;
use tokio::time::Instant;

use super::context::CallContext;
use super::forge::{DeliveredTokens, Installation, NoToken, bearer};
use super::limiter::TenantLimiter;
use super::request::RequestParts;
use super::site::{Access, Site};
use super::transport::Transport;
use super::user_token::{
    Impersonation, ImpersonationError, UserToken, UserTokens, jwt_bearer_grant,
    offline_user_auth_token,
};

/// State shared by the clients of all tenants.
pub(super) struct Shared {
    pub(super) transport: Transport,
    pub(super) user_tokens: UserTokens,
}

/// Everything that a tenant's call passes through.
pub(super) struct Connection {
    pub(super) shared: Arc<Shared>,
    pub(super) site: Arc<Site>,
    pub(super) limiter: Arc<TenantLimiter>,
    pub(super) impersonation: Option<Impersonation>,
    /// The Forge tokens that were sent with the request being answered.
    pub(super) delivered: Option<Arc<DeliveredTokens>>,
    /// The deadline for its calls.
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
            delivered: None,
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
            delivered: self.delivered.clone(),
            deadline: self.deadline,
        }
    }

    /// The same site, with Forge tokens that have just been delivered.
    pub(super) fn delivered(&self, tokens: DeliveredTokens) -> Self {
        Self {
            delivered: Some(Arc::new(tokens)),
            ..self.acting(self.impersonation.clone())
        }
    }

    /// The same site, with this deadline for its calls.
    pub(super) fn ending(&self, deadline: Option<Instant>) -> Self {
        Self {
            deadline,
            ..self.acting(self.impersonation.clone())
        }
    }

    /// How much time is left until the deadline.
    pub(super) fn left(&self, now: Instant) -> Duration {
        self.deadline
            .map_or(Duration::MAX, |end| end.saturating_duration_since(now))
    }

    pub(super) fn transport(&self) -> &Transport {
        &self.shared.transport
    }

    /// Identifies a call for errors; takes the template out of the request.
    pub(super) fn context(&self, parts: &mut RequestParts) -> CallContext {
        CallContext {
            method: parts.method,
            template: std::mem::take(&mut parts.template),
            tenant: Arc::clone(&self.site.name),
            needs: parts.needs,
            as_user: self.impersonation.is_some(),
            on_forge: self.site.is_on_forge(),
        }
    }

    /// The app's own token for a Forge installation; not the one that was rejected.
    pub(super) async fn app_token(
        &self,
        installation: &Installation,
        refused: Option<&AccessToken>,
    ) -> Result<AccessToken, NoToken> {
        let now = self.transport().settings.clock.now();
        let delivered = self.delivered.as_ref().and_then(|it| it.app.as_ref());
        installation.token(delivered, refused, now).await
    }

    /// A token that lets the app act as a user: a cached one, or a new one.
    pub(super) async fn user_token(
        &self,
        impersonation: &Impersonation,
    ) -> Result<UserToken, ImpersonationError> {
        let clock = &self.transport().settings.clock;
        let (tokens, identity) = (&self.shared.user_tokens, &self.site.identity);
        let shared = Arc::clone(&self.shared);
        let (site, mut user) = (Arc::clone(&self.site), impersonation.clone());
        match &self.site.access {
            Access::Connect(signing) => {
                let signing = Arc::clone(signing);
                let request = || async move {
                    jwt_bearer_grant(&shared.transport, &site, &signing, &user).await
                };
                tokens.token(identity, impersonation, clock, request).await
            }
            Access::Forge { installation, .. } => {
                // A Forge token is for everything that the app may do.
                user.scopes = None;
                let now = clock.now();
                let there = self.delivered.as_ref();
                if let Some(token) = there.and_then(|it| it.of_user(&user.account_id, now))
                    && let Some(header) = bearer(token)
                {
                    let ends = token.expires_at();
                    return Ok(UserToken::delivered(identity, &user, header, ends));
                }
                let app_token = self.app_token(installation, None).await;
                let app_token = app_token.map_err(ImpersonationError::NoAppToken)?;
                let (installation, named) = (Arc::clone(installation), user.clone());
                let request = || async move {
                    let transport = &shared.transport;
                    offline_user_auth_token(transport, &installation, &user, &app_token).await
                };
                tokens.token(identity, &named, clock, request).await
            }
        }
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

//! The rules about tokens, applied to a request.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::OriginalUri;
use http::Uri;
use http::request::Parts;
use serde_json::value::RawValue;
use url::Url;

use super::rejection::{
    Challenge, ForeignHost, InvalidToken, KeyHostUnavailable, MissingToken, RETRY_AFTER_SECONDS,
    Rejection, RequestMismatch, StoreUnavailable, UnknownKey, UnknownTenant, UnusableTransport,
    WrongAudience,
};
use crate::addresses::Addresses;
use crate::config::{Config, SessionTokens};
use crate::error::WithCauses;
use crate::extract::Invocation;
use crate::jobs::Queue;
use crate::telemetry::Seldom;
use crate::tenants::{ActiveTenant, StoreError, Tenant, Tenants};
use connect_auth::clock::{Clock, seconds};
use connect_auth::form_token::{self, FormToken};
use connect_auth::jwt::{
    self, Audience, Claims, HmacKey, TokenError, Unverified, UnverifiedClaims,
};
use connect_auth::key_host::{KeyError, KeyHost};
use connect_auth::qsh;
use connect_auth::session::{self, Grant, Renewable, SessionToken};
use connect_auth::token::{ContextToken, LifecycleClaims, RequestToken, TokenContext};
use connect_auth::transport::{self, TransportError};

/// The longest lifetime of a lifecycle token, in seconds. Hosts use minutes.
const LIFECYCLE_LIFETIME: i64 = 60 * 60;

/// Verifies requests. Cheap to clone.
///
/// Each kind of route has its own method; none accepts the tokens of another.
#[derive(Debug, Clone)]
pub struct Verifier(Arc<Rules>);

#[derive(Debug, Clone)]
struct Rules {
    tenants: Tenants,
    challenge: Challenge,
    addresses: Addresses,
    key_host: KeyHost,
    leeway: i64,
    sessions: Option<SessionTokens>,
    clock: Clock,
    /// Tenants for which a wrong signature has been logged.
    logged: Arc<Seldom>,
    /// A key that belongs to no tenant.
    nobodys: HmacKey,
    /// The queue that a verified caller can enqueue to. It is here because each request already
    /// carries its verifier.
    queue: Option<Arc<Queue>>,
}

impl Verifier {
    /// A verifier for the app with these tenants at this base URL, with the rules for production:
    /// Atlassian's key hosts, 30 seconds of leeway, no session tokens.
    pub fn new(tenants: Tenants, base_url: &Url) -> Self {
        let clock = Clock::system();
        Self(Arc::new(Rules {
            challenge: Challenge::new(tenants.app_key()),
            tenants,
            addresses: Addresses::at(base_url),
            key_host: KeyHost::atlassian(clock.clone()),
            leeway: seconds(Config::MAX_LEEWAY),
            sessions: None,
            clock,
            logged: Arc::default(),
            nobodys: HmacKey::new(&[0; 32]),
            queue: None,
        }))
    }

    /// Fetches public keys from another key host.
    #[must_use]
    pub fn key_host(self, key_host: KeyHost) -> Self {
        self.with(|rules| rules.key_host = key_host)
    }

    /// Allows clock skew of up to this much, 30 seconds at most.
    #[must_use]
    pub fn leeway(self, leeway: Duration) -> Self {
        self.with(|rules| rules.leeway = seconds(leeway.min(Config::MAX_LEEWAY)))
    }

    /// Issues and accepts session tokens.
    #[must_use]
    pub fn session_tokens(self, sessions: SessionTokens) -> Self {
        self.with(|rules| rules.sessions = Some(sessions))
    }

    /// Accepts lifecycle tokens for another base URL of the app (`aud`), whose path is not hashed
    /// either: another region's, or a former one while the app moves.
    #[must_use]
    pub fn also_at(self, base_url: &Url) -> Self {
        self.with(|rules| rules.addresses = std::mem::take(&mut rules.addresses).and(base_url))
    }

    /// As [`Verifier::also_at`], for all addresses at once.
    #[must_use]
    pub(crate) fn at(self, addresses: Addresses) -> Self {
        self.with(|rules| rules.addresses = addresses)
    }

    /// Gives verified callers access to the app's queue.
    #[must_use]
    pub(crate) fn with_queue(self, queue: Arc<Queue>) -> Self {
        self.with(|rules| rules.queue = Some(queue))
    }

    /// The app's queue.
    pub(crate) fn queue(&self) -> Option<Arc<Queue>> {
        self.0.queue.clone()
    }

    /// Reads the time from another clock.
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        self.with(|rules| rules.clock = clock)
    }

    fn with(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// The challenge sent with this app's 401 responses.
    pub fn challenge(&self) -> &Challenge {
        &self.0.challenge
    }

    /// How long the key host has been failing without a success.
    pub(crate) fn key_host_failing_for(&self) -> Option<Duration> {
        self.0.key_host.failing_for()
    }

    /// Verifies a request made by the host itself: iframes, webhooks, `enabled` and `disabled`.
    ///
    /// Requires HS256 with the secret of the tenant in `iss`, and a `qsh` of this very request.
    /// `form` is the body if it is a form: it may contain the token, and the signed parameters when
    /// the query has none. Behind a nested router, the original URI counts.
    ///
    /// # Errors
    /// A [`Rejection`], ready to be sent: 401, or 503 when the store can't be read.
    pub async fn request(
        &self,
        parts: &Parts,
        form: Option<&[u8]>,
    ) -> Result<Verified<RequestToken>, Rejection> {
        self.request_signed(parts, form, Secrets::All).await
    }

    /// As [`Verifier::request`], for `enabled` and `disabled`: only the latest secret is accepted.
    ///
    /// # Errors
    /// As [`Verifier::request`].
    pub async fn lifecycle_request(
        &self,
        parts: &Parts,
    ) -> Result<Verified<RequestToken>, Rejection> {
        self.request_signed(parts, None, Secrets::Latest).await
    }

    async fn request_signed(
        &self,
        parts: &Parts,
        form: Option<&[u8]>,
        secrets: Secrets,
    ) -> Result<Verified<RequestToken>, Rejection> {
        let unsigned = match self.0.request_at_once(parts, form)? {
            AtOnce::Verified(verified) => return Ok(verified),
            AtOnce::Unsigned(active) => Some(active),
            AtOnce::Unknown => None,
        };
        // Boxed because it is rare: it would enlarge every request's future.
        Box::pin(self.0.request_found(parts, form, unsigned, secrets)).await
    }

    /// Verifies a call made by a page of the app: it carries a context token of the host, or a
    /// session token of this app if those are turned on.
    ///
    /// # Errors
    /// A [`Rejection`], ready to be sent: 401, or 503 when the store can't be read.
    pub async fn context(&self, parts: &Parts) -> Result<Verified<ContextToken>, Rejection> {
        self.context_or_form(parts, None).await
    }

    /// As [`Verifier::context`], for a request whose body is a form: its field `jwt` may contain
    /// the token, the host's own or a form token of this app.
    ///
    /// # Errors
    /// As [`Verifier::context`].
    pub async fn context_or_form(
        &self,
        parts: &Parts,
        form: Option<&[u8]>,
    ) -> Result<Verified<ContextToken>, Rejection> {
        let rules = &*self.0;
        let text = rules.token_of(parts, form)?;
        // There is exactly one token, so it is the form's if the form has one.
        let in_form = form.is_some_and(|form| qsh::tokens(form).next().is_some());
        let token = jwt::parse(&text).map_err(|error| rules.invalid(error))?;
        let claims = token.claims().map_err(|error| rules.invalid(error))?;
        let (active, claims, kind) = match rules.sessions {
            _ if in_form && claims.issuer() == rules.tenants.app_key() => {
                let Some(client_key) = claims.audience().only() else {
                    return Err(rules.invalid(TokenError::Wrong("aud")));
                };
                let active = rules.active(client_key).await?;
                let key = form_token::key(active.key(), rules.tenants.app_key());
                let claims = claims
                    .verify_hs256(&key)
                    .map_err(|error| rules.invalid(error))?;
                let authenticated_at = form_token::check(&claims, rules.clock.now())
                    .map_err(|error| rules.invalid(error))?;
                (active, claims, ContextToken::Form { authenticated_at })
            }
            Some(sessions) if claims.issuer() == rules.tenants.app_key() => {
                let Some(client_key) = claims.audience().only() else {
                    return Err(rules.invalid(TokenError::Wrong("aud")));
                };
                let active = rules.active(client_key).await?;
                let key = session::key(active.key(), rules.tenants.app_key());
                let claims = claims
                    .verify_hs256(&key)
                    .map_err(|error| rules.invalid(error))?;
                let authenticated_at = session::check(&sessions, &claims, rules.clock.now())
                    .map_err(|error| rules.invalid(error))?;
                (active, claims, ContextToken::Session { authenticated_at })
            }
            _ => {
                let active = rules.active_issuer(&claims).await?;
                let signed = rules.by_the_tenant(&token, claims, active, Secrets::All);
                let (active, claims) = signed.await?;
                (active, claims, ContextToken::Host)
            }
        };
        match claims.qsh.as_deref() {
            Some(qsh::CONTEXT) => {
                let kept = Kept::of(&token, &claims);
                Ok(Verified::new(active, token, kept, kind))
            }
            Some(_) => Err(rules.invalid(TokenError::Wrong("qsh"))),
            None => Err(rules.invalid(TokenError::Missing("qsh"))),
        }
    }

    /// Checks whether a request carries a token that could belong to `installed` or `uninstalled`, judging
    /// by the token alone: its form, its algorithm and its key id. This proves nothing; but a request that
    /// fails here need not be read further.
    ///
    /// # Errors
    /// A [`Rejection`], ready to be sent: 401.
    pub fn lifecycle_form(&self, parts: &Parts) -> Result<(), Rejection> {
        let rules = &*self.0;
        let text = rules.token_of(parts, None)?;
        let token = jwt::parse(&text).map_err(|error| rules.invalid(error))?;
        rules.lifecycle_form(&token).map(drop)
    }

    /// Verifies `installed` and `uninstalled`: RS256 with a key published by the key host, this
    /// app's base URL in `aud`, and a `qsh` of this very request.
    ///
    /// `tenant` is the base URL from the body, which is not verified: it only selects one of the
    /// known key hosts.
    ///
    /// # Errors
    /// A [`Rejection`], ready to be sent: 401, 403 for a tenant host that no key host vouches for,
    /// or 503 when the key host is unavailable.
    pub async fn lifecycle(
        &self,
        parts: &Parts,
        tenant: &Url,
    ) -> Result<LifecycleClaims, Rejection> {
        let rules = &*self.0;
        let text = rules.token_of(parts, None)?;
        let token = jwt::parse(&text).map_err(|error| rules.invalid(error))?;
        // Everything that needs no key is checked first, to send fewer requests to the key host.
        let (key_id, claims) = rules.lifecycle_form(&token)?;
        if !rules.is_for_this_app(claims.audience()) {
            return Err(WrongAudience::new(&rules.challenge).into());
        }
        let key = rules.key_host.key(tenant, key_id).await;
        let key = key.map_err(|error| rules.no_key(error))?;
        let claims = claims
            .verify_rs256(&key)
            .map_err(|error| rules.invalid(error))?;
        rules.check_time(&claims)?;
        claims
            .check_lifetime(LIFECYCLE_LIFETIME, rules.clock.now(), rules.leeway)
            .map_err(|error| rules.invalid(error))?;
        rules.check_request(parts, None, &claims)?;
        Ok(LifecycleClaims::new(&token, &claims))
    }

    /// Makes a session token from a verified token; `None` when session tokens are off or the
    /// session has reached its maximum age.
    pub fn session_token<T: Renewable>(&self, verified: &Verified<T>) -> Option<SessionToken> {
        let renewal = Renewal {
            verifier: self.clone(),
            active: Arc::clone(&verified.active),
            authenticated_at: verified.kind.authenticated_at(),
            invocation: None,
        };
        renewal.session_token(verified.account_id.as_deref(), || {
            let json = verified.context.json()?;
            RawValue::from_string(json.to_owned()).ok()
        })
    }
}

/// A verified caller, from which one of the app's own tokens can be made.
#[derive(Debug, Clone)]
pub(crate) struct Renewal {
    pub(crate) verifier: Verifier,
    pub(crate) active: Arc<ActiveTenant>,
    /// When the host's token was verified, if the caller's token was one of the app's own.
    pub(crate) authenticated_at: Option<i64>,
    /// The invocation signed by Forge, if the call comes from Forge. Forge signs each call, so the
    /// app's own tokens aren't needed.
    pub(crate) invocation: Option<Arc<Invocation>>,
}

impl Renewal {
    /// A session token; `None` when they are off or the session has reached its maximum age.
    pub(crate) fn session_token(
        &self,
        account_id: Option<&str>,
        context: impl FnOnce() -> Option<Box<RawValue>>,
    ) -> Option<SessionToken> {
        if self.invocation.is_some() {
            return None;
        }
        let sessions = self.verifier.0.sessions.as_ref()?;
        let (context, now) = (context(), self.verifier.0.clock.now());
        let grant = self.grant(account_id, context.as_deref());
        let authenticated_at = self.authenticated_at.unwrap_or(now);
        SessionToken::mint(sessions, &grant, authenticated_at, now)
            .inspect_err(|error| tracing::error!(error = %WithCauses(error), "no session token"))
            .ok()
            .flatten()
    }

    /// A form token; `None` when the session has reached its maximum age.
    pub(crate) fn form_token(
        &self,
        account_id: Option<&str>,
        context: Option<&RawValue>,
    ) -> Option<FormToken> {
        let now = self.verifier.0.clock.now();
        let grant = self.grant(account_id, context);
        FormToken::mint(&grant, self.authenticated_at.unwrap_or(now), now)
            .inspect_err(|error| tracing::error!(error = %WithCauses(error), "no form token"))
            .ok()
            .flatten()
    }

    fn grant<'g>(
        &'g self,
        account_id: Option<&'g str>,
        context: Option<&'g RawValue>,
    ) -> Grant<'g> {
        Grant {
            app_key: self.verifier.0.tenants.app_key(),
            client_key: self.active.tenant().client_key(),
            account_id,
            context,
            key: self.active.key(),
        }
    }
}

/// A caller verified by a token of kind `T`. Only a [`Verifier`] makes one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Verified<T> {
    pub(crate) active: Arc<ActiveTenant>,
    /// The user's account id (`sub`); `None` for an anonymous user.
    pub account_id: Option<Arc<str>>,
    /// The `context` claim: what the host was showing when it made the token.
    pub context: TokenContext,
    /// Whatever else this kind of token proves.
    pub kind: T,
}

impl<T> Verified<T> {
    fn new(active: Arc<ActiveTenant>, token: Unverified<'_>, kept: Kept, kind: T) -> Self {
        Self {
            active,
            account_id: kept.account_id,
            context: TokenContext::new(token, kept.context),
            kind,
        }
    }

    /// The tenant that signed the token.
    pub fn tenant(&self) -> &Tenant {
        self.active.tenant()
    }
}

/// The parts that outlive a token's claims, which borrow from it.
struct Kept {
    account_id: Option<Arc<str>>,
    /// The range of the context in the token.
    context: Range<usize>,
}

impl Kept {
    fn of(token: &Unverified<'_>, claims: &Claims<'_>) -> Self {
        Self {
            account_id: claims.subject.as_deref().map(Arc::from),
            context: TokenContext::place(token, claims),
        }
    }
}

/// Which of a tenant's secrets are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Secrets {
    /// Those from before the latest install too, for as long as the host may use them.
    All,
    /// Only the latest install's.
    Latest,
}

impl Secrets {
    /// The claims of a token signed with a secret older than the latest.
    fn former_of<'t>(self, active: &ActiveTenant, token: &'t Unverified<'_>) -> Option<Claims<'t>> {
        let keys = match self {
            Self::All => active.former_keys(),
            Self::Latest => &[],
        };
        keys.iter()
            .find_map(|key| token.claims().ok()?.verify_hs256(key).ok())
    }
}

/// The part of the verification that needs no waiting.
enum AtOnce {
    /// The cache has the tenant, and its latest secret signed the request.
    Verified(Verified<RequestToken>),
    /// The cache has the tenant, but its latest secret didn't sign the request; another may have.
    Unsigned(Arc<ActiveTenant>),
    /// The cache doesn't have the tenant.
    Unknown,
}

impl Rules {
    /// Decides without waiting where possible, which is almost always: what is read and verified without
    /// waiting isn't stored in a future.
    fn request_at_once(&self, parts: &Parts, form: Option<&[u8]>) -> Result<AtOnce, Rejection> {
        let text = self.token_of(parts, form)?;
        let token = jwt::parse(&text).map_err(|error| self.invalid(error))?;
        let claims = token.claims().map_err(|error| self.invalid(error))?;
        let Some(active) = self.tenants.cached(claims.issuer()) else {
            return Ok(AtOnce::Unknown);
        };
        let Some(claims) = self.by_the_latest(claims, &active)? else {
            return Ok(AtOnce::Unsigned(active));
        };
        self.check_request(parts, form, &claims)?;
        let kept = Kept::of(&token, &claims);
        let verified = Verified::new(active, token, kept, RequestToken);
        Ok(AtOnce::Verified(verified))
    }

    /// All other requests: looks up the tenant, or tries its other secrets if it is `unsigned`.
    async fn request_found(
        &self,
        parts: &Parts,
        form: Option<&[u8]>,
        unsigned: Option<Arc<ActiveTenant>>,
        secrets: Secrets,
    ) -> Result<Verified<RequestToken>, Rejection> {
        let text = self.token_of(parts, form)?;
        let token = jwt::parse(&text).map_err(|error| self.invalid(error))?;
        let claims = token.claims().map_err(|error| self.invalid(error))?;
        let (active, claims) = match unsigned {
            // Not checked again, or a rejection would take longer for a known tenant.
            Some(active) => self.by_another_secret(&token, active, secrets).await?,
            None => {
                let active = self.active_issuer(&claims).await?;
                self.by_the_tenant(&token, claims, active, secrets).await?
            }
        };
        self.check_request(parts, form, &claims)?;
        let kept = Kept::of(&token, &claims);
        Ok(Verified::new(active, token, kept, RequestToken))
    }

    /// The one token of a request.
    fn token_of<'r>(
        &self,
        parts: &'r Parts,
        form: Option<&'r [u8]>,
    ) -> Result<Cow<'r, str>, Rejection> {
        let query = original_uri(parts).query().unwrap_or_default();
        transport::token(query, &parts.headers, form).map_err(|error| self.no_token(error))
    }

    /// The tenant that claims to have signed. If it is unknown, the signature is still checked, with
    /// a key that nobody has, so that timing doesn't reveal who is a tenant.
    async fn active_issuer(
        &self,
        claims: &UnverifiedClaims<'_>,
    ) -> Result<Arc<ActiveTenant>, Rejection> {
        let active = self.active(claims.issuer()).await;
        if let Err(Rejection::UnknownTenant(_)) = &active {
            std::hint::black_box(claims.is_signed_by(&self.nobodys));
        }
        active
    }

    async fn active(&self, client_key: &str) -> Result<Arc<ActiveTenant>, Rejection> {
        match self.tenants.active(client_key).await {
            Ok(Some(active)) => Ok(active),
            Ok(None) => Err(UnknownTenant::new(&self.challenge).into()),
            // The cache has already logged it, once for all of them.
            Err(StoreError::Busy) => Err(StoreUnavailable::new(RETRY_AFTER_SECONDS).into()),
            Err(error) => Err(self.no_store(&error)),
        }
    }

    fn no_store(&self, error: &StoreError) -> Rejection {
        tracing::error!(error = %WithCauses(error), "tenant store unavailable");
        StoreUnavailable::new(RETRY_AFTER_SECONDS).into()
    }

    /// The claims, if one of the tenant's secrets signed them and the time is right; and the tenant
    /// as of then.
    async fn by_the_tenant<'t>(
        &self,
        token: &'t Unverified<'_>,
        claims: UnverifiedClaims<'t>,
        active: Arc<ActiveTenant>,
        secrets: Secrets,
    ) -> Result<(Arc<ActiveTenant>, Claims<'t>), Rejection> {
        match self.by_the_latest(claims, &active)? {
            Some(claims) => Ok((active, claims)),
            // Boxed because it is rare: it would enlarge every request's future.
            None => Box::pin(self.by_another_secret(token, active, secrets)).await,
        }
    }

    /// The claims, if the tenant's latest known secret signed them and the time is right. `None` if
    /// another secret may have.
    fn by_the_latest<'t>(
        &self,
        claims: UnverifiedClaims<'t>,
        active: &ActiveTenant,
    ) -> Result<Option<Claims<'t>>, Rejection> {
        match claims.verify_hs256(active.key()) {
            Ok(claims) => {
                self.check_time(&claims)?;
                self.tenants.settle(active);
                Ok(Some(claims))
            }
            Err(TokenError::Signature) => Ok(None),
            Err(error) => Err(self.invalid(error)),
        }
    }

    /// The claims, if one of the tenant's other secrets signed them and the time is right, and the tenant
    /// as of then: a former secret, for as long as the host may use it, or a newer one stored by another
    /// process.
    async fn by_another_secret<'t>(
        &self,
        token: &'t Unverified<'_>,
        active: Arc<ActiveTenant>,
        secrets: Secrets,
    ) -> Result<(Arc<ActiveTenant>, Claims<'t>), Rejection> {
        if let Some(claims) = secrets.former_of(&active, token) {
            self.check_time(&claims)?;
            return Ok((active, claims));
        }
        let newer = self.tenants.reread(&active).await;
        let newer = newer.map_err(|error| self.no_store(&error))?;
        let newer = newer.ok_or_else(|| self.unsigned(active.tenant()))?;
        let latest = token.claims().map(|it| it.verify_hs256(newer.key()));
        if let Ok(Ok(claims)) = latest {
            self.check_time(&claims)?;
            self.tenants.settle(&newer);
            return Ok((newer, claims));
        }
        match secrets.former_of(&newer, token) {
            Some(claims) => {
                self.check_time(&claims)?;
                Ok((newer, claims))
            }
            None => Err(self.unsigned(newer.tenant())),
        }
    }

    /// A token that names a tenant but isn't signed with its secret is worth a log line: either the
    /// stored secret isn't the site's, or someone is guessing. A guesser can't fill the log.
    fn unsigned(&self, tenant: &Tenant) -> Rejection {
        if self.logged.may_log(tenant.client_key()) {
            tracing::warn!(
                tenant = tenant.client_key(),
                site = %tenant.base_url(),
                "a token of a known tenant has a wrong signature: if the site's own requests are refused, \
                 the secret that is kept is an old one; have the site install the app again"
            );
        }
        self.invalid(TokenError::Signature)
    }

    fn check_time(&self, claims: &Claims<'_>) -> Result<(), Rejection> {
        claims
            .check_time(self.clock.now(), self.leeway)
            .map_err(|error| self.invalid(error))
    }

    fn check_request(
        &self,
        parts: &Parts,
        form: Option<&[u8]>,
        claims: &Claims<'_>,
    ) -> Result<(), Rejection> {
        let uri = original_uri(parts);
        let Some(claim) = claims.qsh.as_deref() else {
            return Err(self.invalid(TokenError::Missing("qsh")));
        };
        let (method, path) = (parts.method.as_str(), uri.path());
        let query = uri.query().unwrap_or_default();
        let base_path = self.addresses.prefix_of(path);
        let hash = |parameters| qsh::hash_parts(method, path, parameters, base_path);
        if hash(query.as_bytes()).matches(claim) {
            return Ok(());
        }
        match form {
            Some(form) if qsh::form_may_carry(method, query) && hash(form).matches(claim) => Ok(()),
            _ => Err(RequestMismatch::new(&self.challenge).into()),
        }
    }

    fn lifecycle_form<'t>(
        &self,
        token: &'t Unverified<'_>,
    ) -> Result<(&'t str, UnverifiedClaims<'t>), Rejection> {
        if !token.is_algorithm("RS256") {
            return Err(self.invalid(TokenError::Algorithm));
        }
        let claims = token.claims().map_err(|error| self.invalid(error))?;
        let key_id = token.key_id().map_err(|error| self.invalid(error))?;
        Ok((key_id, claims))
    }

    fn is_for_this_app(&self, audience: &Audience<'_>) -> bool {
        audience
            .iter()
            .any(|member| self.addresses.is_audience(member))
    }

    fn no_token(&self, error: TransportError) -> Rejection {
        match error {
            TransportError::Missing => MissingToken::new(&self.challenge).into(),
            other => UnusableTransport::new(&self.challenge, other).into(),
        }
    }

    fn invalid(&self, error: TokenError) -> Rejection {
        InvalidToken::new(&self.challenge, error).into()
    }

    fn no_key(&self, error: KeyError) -> Rejection {
        match error {
            KeyError::UnknownSite => ForeignHost.into(),
            KeyError::Unavailable | KeyError::Busy => {
                KeyHostUnavailable::new(RETRY_AFTER_SECONDS).into()
            }
            unknown => UnknownKey::new(&self.challenge, unknown).into(),
        }
    }
}

/// The URI as it was sent: below a nested router, `parts.uri` lacks the prefix.
pub(crate) fn original_uri(parts: &Parts) -> &Uri {
    parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |OriginalUri(uri)| uri)
}

//! The four lifecycle callbacks: verified, stored, answered. The app's hooks run from the queue.
//!
//! `installed` contains the secret that all later trust rests on, so it and `uninstalled` are only
//! accepted with a token that Atlassian's key host vouches for (RS256); `enabled` and `disabled`
//! are signed with the tenant's own secret. Source: "Installation lifecycle security", "App
//! lifecycle".
//!
//! The checks run in this order: the head (method and type: 405, 415; a token that could belong to
//! this callback: 401), then the size of the body (413), then the base URL in it, whose host
//! determines which keys are fetched (400, 403), then the token (401, 503). Only then is the body
//! parsed as a payload (400), and checked against the token and this app (403). Until the token is
//! verified, only what is needed to find the key is parsed.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use connect_auth::jwt::TokenError;
use connect_auth::token::LifecycleClaims;
use connect_auth::{content, fingerprint};
use connect_store::jobs::JobError;
use http::StatusCode;
use http::request::Parts;
use url::Url;

use super::audit;
use super::body::read_body;
use super::core::Core;
use super::hooks;
use super::refused_callback::{Claimed, Refusal};
use super::served::Passage;
use crate::auth::rejection::{
    ForeignApp, ForeignHost, ForeignTenant, InvalidToken, RETRY_AFTER_SECONDS, Rejection,
    StoreUnavailable,
};
use crate::config::HostError;
use crate::error::WithCauses;
use crate::error_answer::ErrorAnswer;
use crate::lifecycle::{Lifecycle, LifecycleEvent, Payload, Unbelieved};
use crate::tenants::{Applied, Install, Installed, Proof, StoreError, Tenant, Unchanged};

/// Answers one callback.
pub(super) async fn answer(core: Arc<Core>, event: LifecycleEvent, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let passage = Passage::of(&parts.extensions).cloned();
    let mut claimed = Claimed::by_token(&parts);
    match accept(&core, event, parts, body, &mut claimed).await {
        Ok(tenant) => {
            if let (Some(passage), Some(tenant)) = (passage, tenant) {
                passage.by(&tenant);
            }
            StatusCode::NO_CONTENT.into_response()
        }
        Err(refusal) => claimed.refused(event, refusal, &core.base_url),
    }
}

/// Processes a callback. Returns the tenant, unless it was unknown and need not be known.
async fn accept(
    core: &Arc<Core>,
    event: LifecycleEvent,
    parts: Parts,
    body: Body,
    claimed: &mut Claimed,
) -> Result<Option<Tenant>, Refusal> {
    if !content::is(&parts.headers, "application/json") {
        let status = ErrorAnswer::new(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        return Err(Refusal::new(status, "the body is not `application/json`"));
    }
    let believed = match event {
        LifecycleEvent::Installed | LifecycleEvent::Uninstalled => {
            core.verifier.lifecycle_form(&parts)?;
            None
        }
        // The token itself names its key.
        LifecycleEvent::Enabled | LifecycleEvent::Disabled => {
            let verified = core.verifier.lifecycle_request(&parts).await?;
            Some(verified.tenant().clone())
        }
    };
    let body = read_body(body, &parts.headers, core.lifecycle_limit)
        .await
        .map_err(|answer| Refusal::new(answer, "the body is too long or breaks off"))?;
    let unbelieved = Unbelieved::parse(&body).map_err(Refusal::malformed)?;
    claimed.by_body(&unbelieved);
    let from = match believed {
        Some(tenant) => Word::Tenant(tenant),
        None => Word::Host(vouched_for(core, &parts, unbelieved).await?),
    };
    let payload = Payload::parse(event, &body).map_err(Refusal::malformed)?;
    from.spoke_for(core, &payload.lifecycle)?;
    let call = Callback {
        parts,
        body,
        lifecycle: payload.lifecycle.clone(),
    };
    match (event, from) {
        (LifecycleEvent::Installed, Word::Host(host)) => installed(core, call, host, payload).await,
        (LifecycleEvent::Uninstalled, Word::Host(host)) => uninstalled(core, call, host).await,
        (event, Word::Tenant(tenant)) => switched(core, call, tenant, event).await,
        // The source of each event was decided above.
        (_, Word::Host(_)) => Err(ForeignTenant::default().into()),
    }
}

/// Who vouches for a callback.
enum Word {
    /// Atlassian, on behalf of a site.
    Host(Vouched),
    /// The tenant, with its secret.
    Tenant(Tenant),
}

/// A site that the key host vouches for.
struct Vouched {
    base_url: Url,
    claims: LifecycleClaims,
    /// The name of the environment whose key it was; `None` for a development host.
    environment: Option<String>,
}

impl Vouched {
    /// The proof that a store checks a lifecycle change against.
    fn proof(&self, body: &[u8]) -> Proof {
        Proof {
            token: self.claims.fingerprint(),
            body: fingerprint::of(body),
            issued_at: self.claims.issued_at(),
            expires_at: self.claims.expires_at(),
            environment: self.environment.clone(),
        }
    }
}

impl Word {
    /// Checks that the body names the same tenant as the token, and this app.
    fn spoke_for(&self, core: &Core, lifecycle: &Lifecycle) -> Result<(), Refusal> {
        let client_key = match self {
            Self::Host(vouched) => vouched.claims.client_key(),
            Self::Tenant(tenant) => tenant.client_key(),
        };
        if client_key != lifecycle.client_key {
            return Err(ForeignTenant::default().into());
        }
        if lifecycle.key != *core.app_key {
            return Err(ForeignApp::default().into());
        }
        Ok(())
    }
}

/// A callback to pass to the hooks.
struct Callback {
    parts: Parts,
    body: Bytes,
    lifecycle: Lifecycle,
}

async fn installed(
    core: &Arc<Core>,
    call: Callback,
    host: Vouched,
    payload: Payload,
) -> Result<Option<Tenant>, Refusal> {
    let (Some(product), Some(secret)) = (call.lifecycle.product(), payload.secret) else {
        return Err(Refusal::malformed("`productType` is missing or unknown"));
    };
    let Lifecycle {
        client_key,
        oauth_client_id,
        display_url,
        description,
        ..
    } = call.lifecycle.clone();
    let install = Install {
        oauth_client_id,
        // It is only displayed, never trusted: one that is not a URL counts as absent.
        display_url: display_url.and_then(|url| Url::parse(&url).ok()),
        description,
        extra: payload.rest,
        proof: Some(host.proof(&call.body)),
        ..Install::new(
            core.app_key.clone(),
            client_key,
            host.base_url,
            product,
            secret,
        )
    };
    let stored = core.tenants.install(install).await;
    let Installed { record, superseded } = match stored.map_err(store_unavailable)? {
        Applied::Done(installed) => installed,
        Applied::Unchanged(why) => {
            return without_effect(core, &call, LifecycleEvent::Installed, &why);
        }
    };
    // Any users' tokens belong to the previous installation.
    core.forget_user_tokens(record.tenant.client_key());
    audit::installed(&record);
    let tenant = record.tenant;
    for former in &superseded {
        core.forget_user_tokens(former);
        audit::superseded(&tenant, former);
    }
    hooks(core, LifecycleEvent::Installed, &call, &tenant).await?;
    Ok(Some(tenant))
}

async fn uninstalled(
    core: &Arc<Core>,
    call: Callback,
    host: Vouched,
) -> Result<Option<Tenant>, Refusal> {
    let client_key = &call.lifecycle.client_key;
    let proof = host.proof(&call.body);
    let ended = core.tenants.uninstall(client_key, Some(proof)).await;
    let ended = match ended.map_err(store_unavailable)? {
        Applied::Done(ended) => ended,
        Applied::Unchanged(why) => {
            return without_effect(core, &call, LifecycleEvent::Uninstalled, &why);
        }
    };
    core.forget_user_tokens(client_key);
    let Some(tenant) = ended else {
        // Unknown, or a repeated callback: the host only needs to know that it is done.
        return Ok(None);
    };
    audit::uninstalled(&tenant);
    // The tenant's waiting jobs are obsolete. They would also be dropped when their turn came.
    let forgotten = core.queue.store.forget(&core.app_key, client_key).await;
    forgotten.map_err(queue_unavailable)?;
    hooks(core, LifecycleEvent::Uninstalled, &call, &tenant).await?;
    Ok(Some(tenant))
}

/// A genuine callback without effect: harmless when the host retries or was slow, refused when the
/// host didn't cause it.
fn without_effect(
    core: &Core,
    call: &Callback,
    event: LifecycleEvent,
    why: &Unchanged,
) -> Result<Option<Tenant>, Refusal> {
    match why {
        Unchanged::Replayed => {
            Err(InvalidToken::new(core.verifier.challenge(), TokenError::Replayed).into())
        }
        Unchanged::OtherEnvironment { known, claimed } => {
            let client_key = &call.lifecycle.client_key;
            audit::other_environment(client_key, event, known, claimed.as_deref());
            Err(Refusal::new(
                Rejection::from(ForeignHost::default()),
                why.to_string(),
            ))
        }
        _ => {
            tracing::info!(
                tenant = ?call.lifecycle.client_key,
                %event,
                reason = %why,
                "a lifecycle callback has no effect"
            );
            Ok(None)
        }
    }
}

/// `enabled` and `disabled`: signed like an ordinary request of the tenant.
async fn switched(
    core: &Arc<Core>,
    call: Callback,
    tenant: Tenant,
    event: LifecycleEvent,
) -> Result<Option<Tenant>, Refusal> {
    core.tenants
        .set_enabled(tenant.client_key(), event == LifecycleEvent::Enabled)
        .await
        .map_err(store_unavailable)?;
    audit::switched(&tenant, event == LifecycleEvent::Enabled);
    hooks(core, event, &call, &tenant).await?;
    Ok(Some(tenant))
}

/// Verifies a callback that only Atlassian can have signed.
async fn vouched_for(
    core: &Arc<Core>,
    parts: &Parts,
    unbelieved: Unbelieved,
) -> Result<Vouched, Refusal> {
    let base_url = unbelieved.base_url.as_deref();
    let base_url = base_url.ok_or_else(|| Refusal::malformed("`baseUrl` is missing"))?;
    let base_url = core.hosts.check(base_url).map_err(|error| match error {
        HostError::Malformed(reason) => {
            Refusal::malformed(format_args!("`baseUrl` is malformed: {reason}"))
        }
        HostError::NotAllowed => ForeignHost::default().into(),
        off @ HostError::EnvironmentOff(_) => {
            Refusal::new(Rejection::from(ForeignHost::default()), off.to_string())
        }
    })?;
    let claims = core.verifier.lifecycle(parts, &base_url).await?;
    let environment = core.hosts.environment(&base_url).map(str::to_owned);
    Ok(Vouched {
        base_url,
        claims,
        environment,
    })
}

/// Stores a job for each of the app's hooks.
async fn hooks(
    core: &Core,
    event: LifecycleEvent,
    call: &Callback,
    tenant: &Tenant,
) -> Result<(), Refusal> {
    let client_key = tenant.client_key();
    let stored = hooks::enqueue(core, event, &call.parts, &call.body, client_key, None).await;
    stored.map(drop).map_err(queue_unavailable)
}

fn queue_unavailable(error: JobError) -> Refusal {
    tracing::error!(error = %WithCauses(&error), "the hooks of a lifecycle callback could not be stored");
    Refusal::logged(StoreUnavailable::new(RETRY_AFTER_SECONDS))
}

fn store_unavailable(error: StoreError) -> Refusal {
    tracing::error!(error = %WithCauses(&error), "a lifecycle callback could not be stored");
    Refusal::logged(StoreUnavailable::new(RETRY_AFTER_SECONDS))
}

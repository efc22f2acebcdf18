//! The four lifecycle callbacks: verified, stored, then passed to the app's hooks.
//!
//! `installed` carries the secret that all later trust rests on, so it and `uninstalled` are
//! believed only with a token that Atlassian's key host vouches for (RS256); `enabled` and
//! `disabled` come with the tenant's own secret. Source: "Installation lifecycle security",
//! "App lifecycle".
//!
//! The order of checks is: what can be seen without trust (method, type, size and form of the
//! body: 405, 413, 415, 400), then the base URL's host, which decides whose keys are asked (403),
//! then the token (401, 503), then whether it is for this tenant and this app (403).

use std::sync::Arc;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use connect_auth::content;
use connect_model::declaration::Auth;
use http::StatusCode;
use http::request::Parts;
use url::Url;

use super::core::{Core, read_body};
use crate::auth::rejection::{
    ForeignApp, ForeignHost, ForeignTenant, RETRY_AFTER_SECONDS, Rejection, StoreUnavailable,
};
use crate::config::HostError;
use crate::error::WithCauses;
use crate::extract::Caller;
use crate::handler::RejectionResponse;
use crate::lifecycle::{Lifecycle, LifecycleEvent, Payload};
use crate::tenants::{Install, StoreError, Tenant};

/// Answers one callback.
pub(super) async fn answer(core: Arc<Core>, event: LifecycleEvent, request: Request) -> Response {
    match accept(&core, event, request).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refused) => refused.into_response(),
    }
}

async fn accept(
    core: &Arc<Core>,
    event: LifecycleEvent,
    request: Request,
) -> Result<(), RejectionResponse> {
    let (parts, body) = request.into_parts();
    if !content::is(&parts.headers, "application/json") {
        return Err(RejectionResponse::new(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let body = read_body(body, &parts.headers, core.body_limit).await?;
    let payload = Payload::parse(event, &body).map_err(|malformed| {
        tracing::debug!(%event, %malformed, "lifecycle callback refused");
        bad_request()
    })?;
    let call = Callback {
        parts,
        body,
        lifecycle: payload.lifecycle.clone(),
    };
    match event {
        LifecycleEvent::Installed => installed(core, call, payload).await,
        LifecycleEvent::Uninstalled => uninstalled(core, call).await,
        LifecycleEvent::Enabled | LifecycleEvent::Disabled => {
            switched(core, call, event == LifecycleEvent::Enabled).await
        }
    }
}

/// A callback on its way to the hooks.
struct Callback {
    parts: Parts,
    body: Bytes,
    lifecycle: Lifecycle,
}

async fn installed(
    core: &Arc<Core>,
    call: Callback,
    payload: Payload,
) -> Result<(), RejectionResponse> {
    let base_url = vouched_for(core, &call).await?;
    let (Some(product), Some(secret)) = (call.lifecycle.product(), payload.secret) else {
        tracing::debug!("install refused: `productType` is missing or unknown");
        return Err(bad_request());
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
        // It is shown, never trusted: one that is not a URL counts as absent.
        display_url: display_url.and_then(|url| Url::parse(&url).ok()),
        description,
        extra: payload.rest,
        ..Install::new(core.app_key.clone(), client_key, base_url, product, secret)
    };
    let record = core
        .tenants
        .install(install)
        .await
        .map_err(store_unavailable)?;
    // What users' tokens there are belong to the installation before this one.
    core.forget_user_tokens(record.tenant.client_key());
    tracing::info!(tenant = record.tenant.client_key(), "installed");

    if hooks(core, LifecycleEvent::Installed, call, record.tenant).await {
        Ok(())
    } else {
        // The host takes the installation back and tells its administrator.
        Err(RejectionResponse::new((
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal server error",
        )))
    }
}

async fn uninstalled(core: &Arc<Core>, call: Callback) -> Result<(), RejectionResponse> {
    vouched_for(core, &call).await?;
    let client_key = &call.lifecycle.client_key;
    // Read before the row loses its secret, so that the hooks know the tenant.
    let known = core
        .tenants
        .store()
        .find(&core.app_key, client_key)
        .await
        .map_err(store_unavailable)?;
    let changed = core
        .tenants
        .uninstall(client_key)
        .await
        .map_err(store_unavailable)?;
    core.forget_user_tokens(client_key);
    let (true, Some(record)) = (changed, known) else {
        // Unknown, or a repeated callback: the host only needs to know that it is done.
        return Ok(());
    };
    tracing::info!(tenant = %client_key, "uninstalled");
    hooks(core, LifecycleEvent::Uninstalled, call, record.tenant).await;
    Ok(())
}

/// `enabled` and `disabled`: an ordinary request token of the tenant.
async fn switched(
    core: &Arc<Core>,
    call: Callback,
    enabled: bool,
) -> Result<(), RejectionResponse> {
    let verified = core
        .verifier
        .request(&call.parts, None)
        .await
        .map_err(RejectionResponse::new)?;
    let tenant = verified.tenant().clone();
    if tenant.client_key() != call.lifecycle.client_key {
        return Err(refused(ForeignTenant::default()));
    }
    for_this_app(core, &call.lifecycle)?;
    core.tenants
        .set_enabled(tenant.client_key(), enabled)
        .await
        .map_err(store_unavailable)?;
    let event = if enabled {
        LifecycleEvent::Enabled
    } else {
        LifecycleEvent::Disabled
    };
    hooks(core, event, call, tenant).await;
    Ok(())
}

/// Checks a callback that only Atlassian can have signed; returns the base URL.
async fn vouched_for(core: &Arc<Core>, call: &Callback) -> Result<Url, RejectionResponse> {
    let base_url = call.lifecycle.base_url.as_deref().ok_or_else(bad_request)?;
    let base_url = core.hosts.check(base_url).map_err(|error| match error {
        HostError::Malformed(reason) => {
            tracing::debug!(reason, "lifecycle callback refused: malformed baseUrl");
            bad_request()
        }
        HostError::NotAllowed => refused(ForeignHost::default()),
    })?;
    let claims = core
        .verifier
        .lifecycle(&call.parts, &base_url)
        .await
        .map_err(RejectionResponse::new)?;
    if claims.client_key() != call.lifecycle.client_key {
        return Err(refused(ForeignTenant::default()));
    }
    for_this_app(core, &call.lifecycle)?;
    Ok(base_url)
}

fn for_this_app(core: &Core, lifecycle: &Lifecycle) -> Result<(), RejectionResponse> {
    if lifecycle.key == *core.app_key {
        Ok(())
    } else {
        Err(refused(ForeignApp::default()))
    }
}

/// Runs the app's hooks in key order; tells whether all of them succeeded.
async fn hooks(core: &Arc<Core>, event: LifecycleEvent, call: Callback, tenant: Tenant) -> bool {
    let Callback {
        mut parts,
        body,
        lifecycle,
    } = call;
    // The store was just read or written, so this is nearly always at hand; and a hook that needs
    // no client must not fail because it is not.
    if let Ok(Some(active)) = core.tenants.active(tenant.client_key()).await {
        core.prepared(&active).insert(&mut parts);
    }
    // Nothing in a callback's query is worth the trust that a request token's has.
    let caller = Caller {
        account_id: None,
        auth: Auth::Lifecycle,
    };
    caller.insert(&mut parts, tenant);
    parts.extensions.insert(lifecycle);
    core.hooks.run(event, parts, body).await
}

fn bad_request() -> RejectionResponse {
    RejectionResponse::new((StatusCode::BAD_REQUEST, "malformed lifecycle callback"))
}

fn refused(rejection: impl Into<Rejection>) -> RejectionResponse {
    RejectionResponse::new(rejection.into())
}

fn store_unavailable(error: StoreError) -> RejectionResponse {
    tracing::error!(error = %WithCauses(&error), "a lifecycle callback could not be stored");
    refused(StoreUnavailable::new(RETRY_AFTER_SECONDS))
}

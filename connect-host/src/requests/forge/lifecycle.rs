//! Installing an app on Forge, and uninstalling it ("Life cycle events", "Pre-uninstall").

use std::sync::Arc;
use std::sync::atomic::Ordering;

use connect_model::forge::event::{INSTALLED, UPGRADED};
use serde_json::{Value, json};

use super::context::app_uuid;
use super::invocation::Invocation;
use super::rules::{EVENT_LIMIT, GONE_LIMIT};
use super::server;
use crate::app::handle::AppHandle;
use crate::descriptor::manifest::accept;
use crate::descriptor::module::TRIGGER;
use crate::error::HostError;
use crate::requests::request_context::RequestContext;
use crate::requests::running_site::RunningSite;
use crate::site::install_state::{InstallState, Installation};

/// How many times an event is sent at most.
const TRIES: u32 = 5;

/// The installing user if nobody is logged in.
const NOBODY: &str = "unidentified";

/// Installs an app, or its next version.
///
/// On Forge an app does not decide whether it is installed, but is notified afterwards. A failed
/// call is an error here all the same.
pub(crate) async fn install(running: &Arc<RunningSite>, app: AppHandle) -> Result<(), HostError> {
    let forge = app.forge().ok_or(HostError::NoManifest)?;
    let accepted = accept(forge, app.base_url(), running.site.product)
        .map_err(|problems| HostError::ManifestRefused { problems })?;
    let event = {
        let state = running.site.state();
        let was_there = state.installation.is_some();
        match state.enabled() {
            Some(_) => UPGRADED,
            None => {
                if let Some(forge) = running.site.forge.as_ref().filter(|_| was_there) {
                    forge.former_installations.fetch_add(1, Ordering::Relaxed);
                }
                INSTALLED
            }
        }
    };
    running.site.state().installation = Some(Installation {
        app,
        accepted: Arc::new(accepted),
        state: InstallState::Enabled,
    });
    tell(running, event).await
}

/// Uninstalls the app, after calling its trigger.
pub(crate) async fn uninstall(running: &Arc<RunningSite>) -> Result<(), HostError> {
    let installation = running.site.installed("uninstall")?;
    let modules = &installation.accepted.modules;
    let last = modules.iter().find(|module| module.kind == server::GONE);
    let called = match last {
        Some(module) => {
            let call = server::ForgeCall::of(running, module.clone()).until_handled();
            call.within(GONE_LIMIT).await.map(drop)
        }
        None => Ok(()),
    };
    running.site.set_install_state(InstallState::Uninstalled);
    running.site.state().access_tokens.clear();
    called
}

/// Sends an event to each trigger that subscribes to it, and retries when it was not accepted.
async fn tell(running: &Arc<RunningSite>, event: &str) -> Result<(), HostError> {
    let context = RequestContext::new(running);
    let installation = running.site.enabled(event)?;
    let forge = context.on_forge(&installation, event)?;
    let by = context.account_id().unwrap_or_else(|| NOBODY.to_owned());
    let mut body = json!({
        "eventType": event,
        "id": forge.site.installation_id(),
        "installerAccountId": by,
        "app": {
            "id": app_uuid(&forge.site.app_id), "version": "1.0.0", "ownerAccountId": by,
            "name": installation.accepted.key,
        },
        "environment": { "id": forge.site.environment_id },
        "context": running.site.ari(forge.site),
    });
    if event == UPGRADED {
        body["upgraderAccountId"] = by.into();
    }
    let modules = &installation.accepted.modules;
    let triggers = modules.iter().filter(|module| module.kind == TRIGGER);
    for trigger in triggers.filter(|trigger| trigger.events().any(|name| name == event)) {
        let mut tries = 0;
        loop {
            let sent = send(&context, &installation, trigger.endpoint(), event, &body).await;
            tries += 1;
            match sent {
                Ok(response) if response.status.is_success() => break,
                Ok(response) if tries == TRIES => {
                    return Err(HostError::LifecycleFailed {
                        event: event.to_owned(),
                        status: response.status,
                        body: response.body,
                    });
                }
                Err(error) if tries == TRIES => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

async fn send(
    context: &RequestContext,
    installation: &Installation,
    endpoint: Option<&str>,
    event: &str,
    body: &Value,
) -> Result<crate::requests::response::AppResponse, HostError> {
    Invocation::new(context, installation, event, body.clone())?
        // So that hooks have run by the time the app counts as installed, as on Connect.
        .waiting(true)
        .of_forge(context, endpoint, EVENT_LIMIT)
        .await
}

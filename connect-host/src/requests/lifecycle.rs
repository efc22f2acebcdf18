//! Installing an app, and the other lifecycle callbacks.

use std::sync::Arc;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use serde_json::Value;

use super::app_request::AppRequest;
use super::forge;
use super::lifecycle_payload::lifecycle_payload;
use super::response::AppResponse;
use super::running_site::RunningSite;
use crate::app::handle::AppHandle;
use crate::app::installable::{AppEnvironment, ForgeEnvironment, Installable};
use crate::descriptor::acceptance::{Accepted, accept};
use crate::error::HostError;
use crate::site::install_state::{InstallState, Installation};
use crate::site::journal::exchange_kind::ExchangeKind;
use crate::wire::http::json_headers;
use crate::wire::secret::random_secret;
use crate::wire::url::{below, target};

/// Why an app on Forge is neither enabled nor disabled.
const NEVER_SAID: &str =
    "Forge never says that an app was enabled or disabled; it installs, upgrades and uninstalls";

/// Starts the app and installs it with the site's secret.
pub(crate) async fn install(
    running: &Arc<RunningSite>,
    app: impl Installable + Send + Sync,
) -> Result<(), HostError> {
    let key_host = running.key_host.url();
    let environment = AppEnvironment {
        key_host: key_host.clone(),
        // Sites that share a key host share an authorization server too.
        authorization_server: key_host.clone(),
        host_base_url: running.site.base_url.clone(),
        forge: running.site.forge.as_ref().map(|forge| ForgeEnvironment {
            app_id: forge.app_id.clone(),
            key_set: running.key_host.key_set_url(),
            api: key_host.clone(),
        }),
    };
    let app = app.start(&environment).await?;
    if running.site.forge.is_some() {
        return forge::lifecycle::install(running, app).await;
    }
    install_app(running, app, running.site.shared_secret()).await
}

/// Installs the same app again, with a new secret.
pub(crate) async fn reinstall(running: &Arc<RunningSite>) -> Result<(), HostError> {
    let app = {
        let state = running.site.state();
        state.installation.as_ref().map(|it| it.app.clone())
    };
    let app = app.ok_or_else(|| running.site.not_installed("reinstall"))?;
    if running.site.forge.is_some() {
        return forge::lifecycle::install(running, app).await;
    }
    install_app(running, app, random_secret()?).await
}

pub(crate) async fn uninstall(running: &Arc<RunningSite>) -> Result<(), HostError> {
    if running.site.forge.is_some() {
        return forge::lifecycle::uninstall(running).await;
    }
    let installation = running.site.installed("uninstall")?;
    running.site.set_install_state(InstallState::Uninstalled);
    running.site.state().access_tokens.clear();
    let disabled = match installation.state {
        InstallState::Enabled => notify(running, "disabled", &installation).await,
        _ => Ok(()),
    };
    notify(running, "uninstalled", &installation).await?;
    disabled
}

pub(crate) async fn enable(running: &RunningSite) -> Result<(), HostError> {
    running.site.of_connect("enable the app", NEVER_SAID)?;
    let installation = running.site.installed("enable")?;
    running.site.set_install_state(InstallState::Enabled);
    notify(running, "enabled", &installation).await
}

pub(crate) async fn disable(running: &RunningSite) -> Result<(), HostError> {
    running.site.of_connect("disable the app", NEVER_SAID)?;
    let installation = running.site.installed("disable")?;
    running.site.set_install_state(InstallState::Disabled);
    notify(running, "disabled", &installation).await
}

async fn install_app(
    running: &RunningSite,
    app: AppHandle,
    secret: String,
) -> Result<(), HostError> {
    let accepted = Arc::new(fetch_descriptor(running, &app).await?);
    let installation = Installation {
        app: app.found_at(&accepted.base_url),
        accepted,
        state: InstallState::Enabled,
    };
    if let Some(path) = installation.accepted.lifecycle("installed") {
        let app_key = &installation.accepted.key;
        let mut payload = lifecycle_payload(&running.site, "installed", app_key);
        payload["sharedSecret"] = secret.as_str().into();
        let response = call_back(running, "installed", path, &payload, &installation).await?;
        if !matches!(response.status, StatusCode::OK | StatusCode::NO_CONTENT) {
            return Err(failed("installed", response));
        }
    }
    {
        let mut state = running.site.state();
        state.secret = secret;
        state.installation = Some(installation.clone());
    }
    // Asynchronous on the platform: its outcome changes nothing, but it is in the journal.
    let _ = notify(running, "enabled", &installation).await;
    Ok(())
}

async fn fetch_descriptor(running: &RunningSite, app: &AppHandle) -> Result<Accepted, HostError> {
    let product = running.site.product;
    let url = app.descriptor_url(product)?;
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let request = AppRequest {
        kind: ExchangeKind::Descriptor,
        purpose: "descriptor".to_owned(),
        base: &url,
        method: Method::GET,
        url: url.clone(),
        headers,
        body: None,
    };
    let response = request.send(running).await?;
    if response.status != StatusCode::OK {
        return Err(HostError::NoDescriptor {
            url: url.to_string(),
            status: response.status,
        });
    }
    accept(&response.body, app.base_url(), product)
        .map_err(|problems| HostError::DescriptorRefused { problems })
}

/// Calls a lifecycle callback if the descriptor has it; any 2xx is a success.
async fn notify(
    running: &RunningSite,
    event: &str,
    installation: &Installation,
) -> Result<(), HostError> {
    let Some(path) = installation.accepted.lifecycle(event) else {
        return Ok(());
    };
    let payload = lifecycle_payload(&running.site, event, &installation.accepted.key);
    let response = call_back(running, event, path, &payload, installation).await?;
    if response.status.is_success() {
        Ok(())
    } else {
        Err(failed(event, response))
    }
}

async fn call_back(
    running: &RunningSite,
    event: &str,
    path: &str,
    payload: &Value,
    installation: &Installation,
) -> Result<AppResponse, HostError> {
    let base = &installation.accepted.base_url;
    let url = below(base, path, &format!("lifecycle.{event}"))?;
    let target = target(base, &url);
    let token = match event {
        "installed" | "uninstalled" => running.site.install_token(&target, base.as_str()),
        _ => {
            let hash = running.site.hashed("POST", &target);
            running.site.token().qsh(hash)
        }
    };
    let token = running.site.with_fault(token);
    let request = AppRequest {
        kind: ExchangeKind::Lifecycle,
        purpose: event.to_owned(),
        base,
        method: Method::POST,
        url,
        headers: json_headers(&token)?,
        body: Some(payload.to_string().into_bytes()),
    };
    request.send(running).await
}

fn failed(event: &str, response: AppResponse) -> HostError {
    HostError::LifecycleFailed {
        event: event.to_owned(),
        status: response.status,
        body: response.body,
    }
}

//! Starting and installing an app of this framework from its [`App`].

use connect_model::HostProduct;
use connect_model::forge::Forge;
use connect_runtime::config::{ForgeApp, HostPolicy};
use connect_runtime::{App, Running, StartError};

use crate::app::handle::AppHandle;
use crate::app::installable::{AppEnvironment, Installable};
use crate::descriptor::manifest::product_of;
use crate::error::HostError;

/// Starts the app, configured to trust this host, and stops it when the last [`AppHandle`] is
/// dropped, including those that hosts hold. Each installation starts the app again; to install one
/// running app on several hosts, pass the first one's [`Host::app`](crate::Host::app), or a
/// [`Running`].
impl Installable for App {
    async fn start(&self, environment: &AppEnvironment) -> Result<AppHandle, HostError> {
        let (app, forge) = configured(self, environment)?;
        let running = app.spawn().await.map_err(not_started)?;
        let per_product = is_per_product(&running);
        let handle = AppHandle::started(running.base_url().clone(), running);
        Ok(described(handle, per_product, forge))
    }

    fn accepts_configuration(&self) -> bool {
        true
    }

    fn product_on_forge(&self) -> Option<HostProduct> {
        // Starting the app reports what is wrong with it.
        let forge = self.forge().ok()??;
        Some(product_of(&forge.manifest))
    }
}

pub(super) fn not_started(error: StartError) -> HostError {
    HostError::AppNotStarted(Box::new(error))
}

/// The app configured to trust this host, and its manifest for a host on Forge.
pub(super) fn configured(
    app: &App,
    environment: &AppEnvironment,
) -> Result<(App, Option<Forge>), HostError> {
    let base_url = &environment.host_base_url;
    let trusting = app.clone().config(|config| {
        let config = config
            .key_host(environment.key_host.clone())
            .authorization_server(environment.authorization_server.clone());
        // A host under one of Atlassian's domains needs no exception, and an app in production
        // mode rightly refuses one: it is a switch for development.
        if HostPolicy::default().check(base_url.as_str()).is_ok() {
            config
        } else {
            config.dev_host(base_url)
        }
    });
    let Some(local) = &environment.forge else {
        return Ok((trusting, None));
    };
    let known = ForgeApp::new(&local.app_id).ok_or_else(|| HostError::ForgeApp {
        given: local.app_id.clone(),
    })?;
    let known = known.key_set(local.key_set.clone()).api(local.api.clone());
    let forge = app.forge().map_err(not_started)?;
    Ok((trusting.config(|config| config.forge(known)), forge))
}

/// An app that the test started itself, configured with the key host's URL.
impl Installable for Running {
    async fn start(&self, _: &AppEnvironment) -> Result<AppHandle, HostError> {
        let handle = AppHandle::at_url(self.base_url().clone());
        Ok(described(handle, is_per_product(self), None))
    }
}

/// The app, with the addresses of its descriptors or with its manifest.
pub(super) fn described(handle: AppHandle, per_product: bool, forge: Option<Forge>) -> AppHandle {
    let handle = match forge {
        Some(forge) => handle.on_forge(forge),
        None => handle,
    };
    if per_product {
        handle.per_product()
    } else {
        handle
    }
}

/// Whether the app serves a descriptor for each product, even if it supports only one.
pub(super) fn is_per_product(app: &Running) -> bool {
    let urls = app.descriptor_urls();
    urls.iter().any(|(product, _)| product.is_some())
}

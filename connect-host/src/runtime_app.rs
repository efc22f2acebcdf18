//! Installing an app of this framework straight from its [`App`].

use connect_runtime::config::HostPolicy;
use connect_runtime::{App, Running};

use crate::error::HostError;
use crate::installable::{AppHandle, Installable, Surroundings};

/// Starts the app, told to trust this host, and stops it when the last
/// [`AppHandle`] is dropped, the hosts' own included. Each installation starts the app anew; to
/// install one running app on several hosts, pass the first one's
/// [`Host::app`](crate::Host::app), or a [`Running`].
impl Installable for App {
    async fn start(&self, surroundings: &Surroundings) -> Result<AppHandle, HostError> {
        let mut app = self
            .clone()
            .key_host(surroundings.key_host.clone())
            .authorization_server(surroundings.authorization_server.clone());
        // A host under one of Atlassian's names needs no exception; an exception is a development
        // switch, which an app in production mode rightly refuses.
        if HostPolicy::default()
            .check(surroundings.host_base_url.as_str())
            .is_err()
        {
            app = app.dev_host(&surroundings.host_base_url);
        }
        let running = app
            .spawn()
            .await
            .map_err(|error| HostError::AppNotStarted(Box::new(error)))?;
        let per_product = is_per_product(&running);
        let handle = AppHandle::started(running.base_url().clone(), running);
        Ok(if per_product {
            handle.per_product()
        } else {
            handle
        })
    }

    fn can_be_told(&self) -> bool {
        true
    }
}

/// An app that the test started itself, with the key host it needs.
impl Installable for Running {
    async fn start(&self, _: &Surroundings) -> Result<AppHandle, HostError> {
        let handle = AppHandle::elsewhere(self.base_url().clone());
        Ok(if is_per_product(self) {
            handle.per_product()
        } else {
            handle
        })
    }
}

/// Whether each product has a descriptor of its own, be it only one.
fn is_per_product(app: &Running) -> bool {
    let urls = app.descriptor_urls();
    urls.iter().any(|(product, _)| product.is_some())
}

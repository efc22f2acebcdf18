//! What a host can install: an address, or an app that it starts.

use std::future::Future;

use connect_model::HostProduct;
use url::Url;

use crate::app::handle::AppHandle;
use crate::descriptor::manifest::product_of;
use crate::error::{HostError, InvalidBaseUrl};
use crate::wire::url::is_descriptor;

/// An app that a [`Host`](crate::Host) can install: one that is already reachable (a [`Url`], a
/// string, an [`AppHandle`]), or one that must be started first.
///
/// A URL whose path ends in `.json` is the descriptor's address. Any other is the app's base URL,
/// and `/atlassian-connect.json` is read below it.
pub trait Installable {
    /// Makes the app reachable and returns a handle to it.
    ///
    /// # Errors
    /// [`HostError::BaseUrl`] for an invalid address; [`HostError::AppNotStarted`].
    fn start(
        &self,
        environment: &AppEnvironment,
    ) -> impl Future<Output = Result<AppHandle, HostError>> + Send;

    /// Whether [`Installable::start`] configures the app for its environment, so that it trusts a
    /// host on loopback. By default it does not, as for an app that is already running.
    fn accepts_configuration(&self) -> bool {
        false
    }

    /// The product that the app is for on Forge, if that is known before the app starts.
    fn product_on_forge(&self) -> Option<HostProduct> {
        None
    }
}

/// The configuration that an app needs for a local host. For a real host it needs none of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AppEnvironment {
    /// The base URL of the server with the public keys for signed install.
    pub key_host: Url,
    /// The base URL of the server that issues tokens for acting as a user.
    pub authorization_server: Url,
    /// The base URL of the host that is about to install the app.
    pub host_base_url: Url,
    /// The additional configuration for a host on Forge; `None` for one that installs Connect apps.
    pub forge: Option<ForgeEnvironment>,
}

/// The additional configuration that an app needs for a local host on Forge.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ForgeEnvironment {
    /// The app's id, the audience of the tokens: `ari:cloud:ecosystem::app/…`.
    pub app_id: String,
    /// The URL of the key set for invocation tokens.
    pub key_set: Url,
    /// The base URL of the gateway, in place of `https://api.atlassian.com`: the products' REST APIs, and
    /// `/graphql`.
    pub api: Url,
}

impl Installable for AppHandle {
    async fn start(&self, _: &AppEnvironment) -> Result<AppHandle, HostError> {
        Ok(self.clone())
    }

    fn product_on_forge(&self) -> Option<HostProduct> {
        self.forge().map(|forge| product_of(&forge.manifest))
    }
}

impl Installable for Url {
    async fn start(&self, _: &AppEnvironment) -> Result<AppHandle, HostError> {
        let source = match self.scheme() {
            "http" | "https" if self.has_host() && is_descriptor(self) => {
                return Ok(AppHandle::described_at(self.clone()));
            }
            "http" | "https" if self.has_host() => return Ok(AppHandle::at_url(self.clone())),
            "http" | "https" => InvalidBaseUrl::NoHost,
            _ => InvalidBaseUrl::Scheme,
        };
        Err(HostError::BaseUrl {
            given: self.to_string(),
            source,
        })
    }
}

impl Installable for str {
    async fn start(&self, environment: &AppEnvironment) -> Result<AppHandle, HostError> {
        let url = Url::parse(self).map_err(|error| HostError::BaseUrl {
            given: self.to_owned(),
            source: error.into(),
        })?;
        url.start(environment).await
    }
}

impl Installable for String {
    async fn start(&self, environment: &AppEnvironment) -> Result<AppHandle, HostError> {
        self.as_str().start(environment).await
    }
}

impl<T: Installable + Sync + ?Sized> Installable for &T {
    async fn start(&self, environment: &AppEnvironment) -> Result<AppHandle, HostError> {
        T::start(self, environment).await
    }

    fn accepts_configuration(&self) -> bool {
        T::accepts_configuration(self)
    }

    fn product_on_forge(&self) -> Option<HostProduct> {
        T::product_on_forge(self)
    }
}

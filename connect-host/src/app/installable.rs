//! What a host can install.

use std::future::Future;

use connect_model::HostProduct;
use url::Url;

use crate::app::handle::AppHandle;
use crate::descriptor::manifest::product_of;
use crate::error::{HostError, InvalidBaseUrl};
use crate::wire::url::is_descriptor;

/// An app that a [`Host`](crate::Host) can install: one that is reachable already (a [`Url`], a
/// string, an [`AppHandle`]), or one that must be started first.
///
/// A URL whose path ends in `.json` is the descriptor's address, any other one the app's base URL,
/// below which `/atlassian-connect.json` is read.
pub trait Installable {
    /// Makes the app reachable, and returns where it is.
    ///
    /// # Errors
    /// [`HostError::BaseUrl`] for an address that is not one; [`HostError::AppNotStarted`].
    fn start(
        &self,
        environment: &AppEnvironment,
    ) -> impl Future<Output = Result<AppHandle, HostError>> + Send;

    /// Whether [`Installable::start`] configures the app for its environment, so that it trusts a
    /// host on loopback. By default it does not, as for an app that already runs.
    fn accepts_configuration(&self) -> bool {
        false
    }

    /// The product that the app is for on Forge, as far as that is known before it is started.
    fn product_on_forge(&self) -> Option<HostProduct> {
        None
    }
}

/// The configuration that an app needs for a local host. A real host needs none of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AppEnvironment {
    /// Where to look for the public keys of signed install.
    pub key_host: Url,
    /// Where to ask for tokens for acting as a user.
    pub authorization_server: Url,
    /// The base URL of the host that is about to install the app.
    pub host_base_url: Url,
    /// What it needs for a host on Forge; `None` for one that installs Connect apps.
    pub forge: Option<ForgeEnvironment>,
}

/// The configuration that an app needs for a local host on Forge.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ForgeEnvironment {
    /// The app's id, for which tokens are made: `ari:cloud:ecosystem::app/…`.
    pub app_id: String,
    /// Where to look for the keys of invocation tokens.
    pub key_set: Url,
    /// The gateway, in place of `https://api.atlassian.com`: the products' REST API, and `/graphql`.
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

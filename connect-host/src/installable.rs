//! What a host can install.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use connect_model::assemble::descriptor_path;
use url::Url;

use crate::error::HostError;
use crate::install::below;
use crate::product::HostProduct;

/// An app that a [`Host`](crate::Host) can install: one that is reachable already (a [`Url`], a
/// string, an [`AppHandle`]), or one that has to be started first.
///
/// A URL whose path ends in `.json` is the descriptor's address, any other one the app's base URL,
/// below which `/atlassian-connect.json` is read.
pub trait Installable {
    /// Makes the app reachable and says where it is.
    fn start(
        &self,
        surroundings: &Surroundings,
    ) -> impl Future<Output = Result<AppHandle, HostError>> + Send;

    /// Whether [`Installable::start`] tells the app of its surroundings, so that it will trust a
    /// host on loopback. An app that runs already can't be told: the default.
    fn can_be_told(&self) -> bool {
        false
    }
}

/// What an app must know of its host before it starts: nothing a real one needs, everything a
/// local one does.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Surroundings {
    /// Where to look for the public keys of signed install.
    pub key_host: Url,
    /// Where to ask for tokens for acting as a user.
    pub authorization_server: Url,
    /// The base URL of the host that is about to install the app.
    pub host_base_url: Url,
}

/// An app that runs. Clones are handles to the same app; one that the host started itself stops
/// with the last of them.
#[derive(Clone)]
pub struct AppHandle {
    base_url: Url,
    descriptor: Address,
    running: Option<Arc<dyn Any + Send + Sync>>,
}

/// Where a host reads the descriptor.
#[derive(Debug, Clone)]
enum Address {
    /// Below the base URL: one for all products.
    One,
    /// Below the base URL: one for each product.
    PerProduct,
    /// Here.
    Given(Url),
}

/// Whether a URL is a descriptor's, not a base URL.
pub(crate) fn is_descriptor(url: &Url) -> bool {
    url.path().ends_with(".json")
}

impl AppHandle {
    /// An app that somebody else runs.
    #[must_use]
    pub fn elsewhere(base_url: Url) -> AppHandle {
        AppHandle {
            base_url,
            descriptor: Address::One,
            running: None,
        }
    }

    /// An app that runs as long as `running` is not dropped.
    #[must_use]
    pub fn started(base_url: Url, running: impl Any + Send + Sync) -> AppHandle {
        AppHandle {
            base_url,
            descriptor: Address::One,
            running: Some(Arc::new(running)),
        }
    }

    /// An app that somebody else runs, by the address of its descriptor: what a user gives to a
    /// site. Where the app is, the descriptor says.
    #[must_use]
    pub fn described_at(descriptor: Url) -> AppHandle {
        AppHandle {
            base_url: descriptor.clone(),
            descriptor: Address::Given(descriptor),
            running: None,
        }
    }

    /// Says that the app has one descriptor for each product: a Jira host then reads
    /// `/jira/atlassian-connect.json` below the base URL, and a Confluence host
    /// `/confluence/atlassian-connect.json`.
    #[must_use]
    pub fn per_product(self) -> AppHandle {
        AppHandle {
            descriptor: Address::PerProduct,
            ..self
        }
    }

    /// Where a host of this product reads the descriptor.
    pub(crate) fn descriptor_url(&self, product: HostProduct) -> Result<Url, HostError> {
        let path = match &self.descriptor {
            Address::Given(url) => return Ok(url.clone()),
            Address::One => descriptor_path(None),
            Address::PerProduct => descriptor_path(Some(product.fact())),
        };
        below(&self.base_url, &path, "the descriptor")
    }

    /// The same app where its descriptor says that it is.
    pub(crate) fn found_at(self, base_url: &Url) -> AppHandle {
        match self.descriptor {
            Address::Given(_) => AppHandle {
                base_url: base_url.clone(),
                ..self
            },
            _ => self,
        }
    }

    /// Where the app is.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// What [`AppHandle::started`] was given, if it is of this type: the way to a started app's own
    /// interface.
    #[must_use]
    pub fn running<T: Any>(&self) -> Option<&T> {
        self.running.as_deref()?.downcast_ref()
    }
}

impl fmt::Debug for AppHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppHandle")
            .field("base_url", &self.base_url.as_str())
            .field("started_here", &self.running.is_some())
            .finish()
    }
}

impl Installable for AppHandle {
    async fn start(&self, _: &Surroundings) -> Result<AppHandle, HostError> {
        Ok(self.clone())
    }
}

impl Installable for Url {
    async fn start(&self, _: &Surroundings) -> Result<AppHandle, HostError> {
        let reason = match self.scheme() {
            "http" | "https" if self.has_host() && is_descriptor(self) => {
                return Ok(AppHandle::described_at(self.clone()));
            }
            "http" | "https" if self.has_host() => return Ok(AppHandle::elsewhere(self.clone())),
            "http" | "https" => "it names no host",
            _ => "it must begin with http:// or https://",
        };
        Err(HostError::BaseUrl {
            given: self.to_string(),
            reason: reason.to_owned(),
        })
    }
}

impl Installable for str {
    async fn start(&self, surroundings: &Surroundings) -> Result<AppHandle, HostError> {
        let url = Url::parse(self).map_err(|error| HostError::BaseUrl {
            given: self.to_owned(),
            reason: error.to_string(),
        })?;
        url.start(surroundings).await
    }
}

impl Installable for String {
    async fn start(&self, surroundings: &Surroundings) -> Result<AppHandle, HostError> {
        self.as_str().start(surroundings).await
    }
}

impl<T: Installable + Sync + ?Sized> Installable for &T {
    async fn start(&self, surroundings: &Surroundings) -> Result<AppHandle, HostError> {
        T::start(self, surroundings).await
    }

    fn can_be_told(&self) -> bool {
        T::can_be_told(self)
    }
}

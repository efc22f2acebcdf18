//! A handle to a running app.

use std::any::Any;
use std::fmt;
use std::sync::Arc;

use connect_model::forge::Forge;
use connect_model::paths::descriptor_path;
use url::Url;

use crate::error::HostError;
use crate::wire::url::below;
use connect_model::HostProduct;

/// A handle to a running app. Clones refer to the same app; one that the host started itself stops
/// when the last of them is dropped.
#[derive(Clone)]
pub struct AppHandle {
    base_url: Url,
    descriptor: DescriptorAddress,
    forge: Option<Arc<Forge>>,
    running: Option<Arc<dyn Any + Send + Sync>>,
}

/// Where a host reads the descriptor from.
#[derive(Debug, Clone)]
enum DescriptorAddress {
    /// Below the base URL, one for all products.
    Shared,
    /// Below the base URL, one per product.
    PerProduct,
    /// At this URL.
    Given(Url),
}

impl AppHandle {
    /// An app that is already running at this base URL.
    #[must_use]
    pub fn at_url(base_url: Url) -> AppHandle {
        AppHandle {
            base_url,
            descriptor: DescriptorAddress::Shared,
            forge: None,
            running: None,
        }
    }

    /// A newly started app, which runs until `running` is dropped.
    #[must_use]
    pub fn started(base_url: Url, running: impl Any + Send + Sync) -> AppHandle {
        AppHandle {
            base_url,
            descriptor: DescriptorAddress::Shared,
            forge: None,
            running: Some(Arc::new(running)),
        }
    }

    /// An app that is already running, by the URL of its descriptor, as an administrator installs one.
    /// The descriptor names the base URL.
    #[must_use]
    pub fn described_at(descriptor: Url) -> AppHandle {
        AppHandle {
            base_url: descriptor.clone(),
            descriptor: DescriptorAddress::Given(descriptor),
            forge: None,
            running: None,
        }
    }

    /// The same app with a separate descriptor for each product: a Jira host then reads
    /// `/jira/atlassian-connect.json` below the base URL, and a Confluence host
    /// `/confluence/atlassian-connect.json`.
    #[must_use]
    pub fn per_product(self) -> AppHandle {
        AppHandle {
            descriptor: DescriptorAddress::PerProduct,
            ..self
        }
    }

    /// The same app together with its Forge manifest, for a [Forge host](crate::Host::forge): a Forge site
    /// installs a manifest, which no app serves.
    ///
    /// ```no_run
    /// # fn f(url: url::Url, forge: connect_model::forge::Forge) {
    /// let app = connect_host::AppHandle::at_url(url).on_forge(forge);
    /// # }
    /// ```
    #[must_use]
    pub fn on_forge(self, forge: Forge) -> AppHandle {
        AppHandle {
            forge: Some(Arc::new(forge)),
            ..self
        }
    }

    /// The app's Forge manifest, if known.
    pub(crate) fn forge(&self) -> Option<&Forge> {
        self.forge.as_deref()
    }

    /// The URL from which a host of this product reads the descriptor.
    pub(crate) fn descriptor_url(&self, product: HostProduct) -> Result<Url, HostError> {
        let path = match &self.descriptor {
            DescriptorAddress::Given(url) => return Ok(url.clone()),
            DescriptorAddress::Shared => descriptor_path(None),
            DescriptorAddress::PerProduct => descriptor_path(Some(product.into())),
        };
        below(&self.base_url, &path, "the descriptor")
    }

    /// The same app at the base URL that its descriptor names.
    pub(crate) fn found_at(self, base_url: &Url) -> AppHandle {
        match self.descriptor {
            DescriptorAddress::Given(_) => AppHandle {
                base_url: base_url.clone(),
                ..self
            },
            _ => self,
        }
    }

    /// The app's base URL.
    #[must_use]
    pub fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// The value passed to [`AppHandle::started`], if it has this type: a started app's own
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

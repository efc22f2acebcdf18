//! The configuration of a client.

use std::sync::Arc;

use connect_auth::Secret;
use connect_auth::environment::is_loopback;
use connect_auth::forge::product_at;
use connect_auth::jwt::HmacKey;
use connect_model::Product;
use url::Url;

use super::forge::ForgeSite;
use super::key_source::KeySource;

/// The configuration of a [`Client`](super::Client): fields of the install payload ("App
/// lifecycle", attributes of the `installed` payload).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClientConfig {
    /// The app's key.
    pub app_key: String,
    /// The site's base URL: `https://example.atlassian.net`, for Confluence with `/wiki`.
    pub base_url: Url,
    /// The credentials for its calls.
    pub(super) access: AccessConfig,
    /// The tenant's `clientKey`: the audience of the tokens, and the tenant's name in errors.
    pub client_key: Option<String>,
    /// The site's product; by default, Confluence if the base URL ends in `/wiki`, else Jira.
    pub product: Option<Product>,
}

/// The credentials for a tenant's calls: either a Connect secret or a Forge token, never both.
#[derive(Debug, Clone)]
pub(super) enum AccessConfig {
    Connect {
        /// The signing key, derived from the `sharedSecret`.
        key: Arc<HmacKey>,
        /// The source of the key, if it may change during the client's life; `key` is not used then.
        key_source: Option<Arc<dyn KeySource>>,
        /// For acting as a user.
        oauth_client_id: Option<String>,
    },
    Forge(Box<ForgeSite>),
}

impl ClientConfig {
    /// A configuration with everything that calls require.
    #[must_use]
    pub fn new(app_key: impl Into<String>, base_url: Url, shared_secret: Secret) -> Self {
        Self::with_key(app_key, base_url, HmacKey::new(shared_secret.as_bytes()))
    }

    /// As [`ClientConfig::new`], with a key that has already been derived from the secret.
    #[must_use]
    pub fn with_key(app_key: impl Into<String>, base_url: Url, key: HmacKey) -> Self {
        Self {
            app_key: app_key.into(),
            base_url,
            access: AccessConfig::Connect {
                key: Arc::new(key),
                key_source: None,
                oauth_client_id: None,
            },
            client_key: None,
            product: None,
        }
    }

    /// The configuration of a Forge installation, whose calls are made with the tokens that Forge
    /// delivers. Its base URL is the API's until [`ClientConfig::site`] sets the site's.
    #[must_use]
    pub fn forge(app_key: impl Into<String>, installation: ForgeSite) -> Self {
        let base_url = installation.api_base_url.clone();
        Self {
            app_key: app_key.into(),
            access: AccessConfig::Forge(Box::new(installation)),
            client_key: None,
            product: Some(product_at(&base_url).into()),
            base_url,
        }
    }

    /// Sets the site's base URL, for a Forge installation; calls don't go there.
    #[must_use]
    pub fn site(mut self, base_url: Url) -> Self {
        self.base_url = base_url;
        self
    }

    /// Sets the tenant's `clientKey`.
    #[must_use]
    pub fn client_key(mut self, client_key: impl Into<String>) -> Self {
        self.client_key = Some(client_key.into());
        self
    }

    /// Sets the site's product.
    #[must_use]
    pub fn product(mut self, product: Product) -> Self {
        self.product = Some(product);
        self
    }

    /// Sets the client id for acting as a user. A Forge installation needs none.
    #[must_use]
    pub fn oauth_client_id(mut self, id: impl Into<String>) -> Self {
        if let AccessConfig::Connect {
            oauth_client_id, ..
        } = &mut self.access
        {
            *oauth_client_id = Some(id.into());
        }
        self
    }

    /// Takes the key from this source before each call. A Forge installation has none.
    #[must_use]
    pub fn key_source(mut self, source: Arc<dyn KeySource>) -> Self {
        if let AccessConfig::Connect { key_source, .. } = &mut self.access {
            *key_source = Some(source);
        }
        self
    }

    pub(super) fn check(&self) -> Result<(), InvalidBaseUrl> {
        if let AccessConfig::Forge(installation) = &self.access {
            Self::check_url(&installation.api_base_url)?;
        }
        Self::check_url(&self.base_url)
    }

    fn check_url(url: &Url) -> Result<(), InvalidBaseUrl> {
        if !url.has_host() {
            return Err(InvalidBaseUrl::NoSite);
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(url) => {}
            "http" => return Err(InvalidBaseUrl::Insecure),
            _ => return Err(InvalidBaseUrl::NoSite),
        }
        let plain = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if plain {
            Ok(())
        } else {
            Err(InvalidBaseUrl::NoSite)
        }
    }
}

/// Why a client can't be made for a base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidBaseUrl {
    /// It is not the address of a site.
    #[error("the base URL is not a site's: it must be `https://host/path` and no more")]
    NoSite,
    /// It has no TLS, so anyone on the network path could read the token.
    #[error("the base URL is plain http, which is for loopback addresses only")]
    Insecure,
}

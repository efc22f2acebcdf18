//! A tenant's site, as its calls need it.

use std::sync::Arc;

use connect_model::Product;
use url::{Position, Url};

use super::config::ClientConfig;
use super::key_source::{KeySource, NoKey, SigningKey};

/// Everything about a tenant that a call needs, computed once per client.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) app_key: Box<str>,
    pub(super) client_key: Option<Box<str>>,
    /// What errors call the tenant.
    pub(super) name: Arc<str>,
    /// What its limiter and its users' tokens are kept under.
    pub(super) identity: Arc<str>,
    /// Without a final slash.
    base_url: Url,
    /// The length of its path is that of the URL less this.
    origin_length: usize,
    pub(super) product: Product,
    key: SigningKey,
    pub(super) key_source: Option<Arc<dyn KeySource>>,
    pub(super) oauth_client_id: Option<Box<str>>,
}

impl Site {
    pub(super) fn new(config: &ClientConfig) -> Self {
        let product = config.product.unwrap_or_else(|| {
            if config.base_url.path().trim_end_matches('/') == "/wiki" {
                Product::Confluence
            } else {
                Product::Jira
            }
        });
        let client_key = config.client_key.as_deref();
        let mut base_url = config.base_url.clone();
        if base_url.path().len() > 1 && base_url.path().ends_with('/') {
            let path = base_url.path().trim_end_matches('/').to_owned();
            base_url.set_path(&path);
        }
        let identity = [
            &*identity_prefix(&config.app_key, client_key.unwrap_or_default()),
            base_url.as_str(),
        ];
        Self {
            app_key: config.app_key.as_str().into(),
            client_key: client_key.map(Into::into),
            name: client_key
                .or(base_url.host_str())
                .unwrap_or_default()
                .into(),
            identity: identity.concat().into(),
            origin_length: base_url[..Position::BeforePath].len(),
            base_url,
            product: product.host(),
            key: SigningKey {
                key: Arc::new(config.key.clone()),
                in_trouble: false,
            },
            key_source: config.key_source.clone(),
            oauth_client_id: config.oauth_client_id.as_deref().map(Into::into),
        }
    }

    /// The key to sign with, if it is at hand.
    pub(super) fn key_at_hand(&self) -> Option<SigningKey> {
        match &self.key_source {
            None => Some(self.key.clone()),
            Some(source) => source.at_hand(),
        }
    }

    /// The key to sign with.
    pub(super) async fn load_key(&self) -> Result<SigningKey, NoKey> {
        match (self.key_at_hand(), &self.key_source) {
            (Some(key), _) => Ok(key),
            (None, Some(source)) => source.load().await,
            (None, None) => Ok(self.key.clone()),
        }
    }

    pub(super) fn base_url(&self) -> &Url {
        &self.base_url
    }

    /// The base URL as the host itself writes it: `https://x.atlassian.net`, without a final
    /// slash.
    pub(super) fn base(&self) -> &str {
        self.base_url.as_str().trim_end_matches('/')
    }

    /// The path that no query string hash covers; empty when there is none.
    pub(super) fn base_path(&self) -> &str {
        &self.base()[self.origin_length..]
    }
}

/// What the identity of every client of one tenant begins with.
pub(super) fn identity_prefix(app_key: &str, client_key: &str) -> String {
    // Neither key contains a line break.
    format!("{app_key}\n{client_key}\n")
}

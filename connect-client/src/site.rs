//! A tenant's site, as its calls need it.

use std::borrow::Cow;
use std::sync::Arc;

use connect_model::Product;
use url::{Position, Url};

use super::config::{AccessConfig, ClientConfig};
use super::forge::Installation;
use super::key_source::{KeySource, NoKey, SigningKey};
use super::target::{InvalidRequest, address};

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
    pub(super) access: Access,
}

/// What a tenant's calls are made with; shared with the grants of users' tokens, which may outlive the
/// call that needs one.
#[derive(Debug)]
pub(super) enum Access {
    Connect(Arc<Signing>),
    Forge {
        /// Where calls go, without a final slash.
        api: Url,
        installation: Arc<Installation>,
    },
}

/// What calls are signed with.
#[derive(Debug)]
pub(super) struct Signing {
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
        let base_url = without_final_slash(&config.base_url);
        let access = match &config.access {
            AccessConfig::Connect {
                key,
                key_source,
                oauth_client_id,
            } => Access::Connect(Arc::new(Signing {
                key: SigningKey {
                    key: Arc::clone(key),
                    in_trouble: false,
                },
                key_source: key_source.clone(),
                oauth_client_id: oauth_client_id.as_deref().map(Into::into),
            })),
            AccessConfig::Forge(installation) => Access::Forge {
                api: without_final_slash(&installation.api_base_url),
                installation: Arc::new(Installation::new(installation)),
            },
        };
        let called = match &access {
            Access::Connect(_) => &base_url,
            Access::Forge { api, .. } => api,
        };
        let identity = [
            &*identity_prefix(&config.app_key, client_key.unwrap_or_default()),
            called.as_str(),
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
            access,
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

    /// Whether the app is installed there on Forge.
    pub(super) fn is_on_forge(&self) -> bool {
        matches!(self.access, Access::Forge { .. })
    }

    /// The one address of a path and a query.
    pub(super) fn address(&self, path: &str, query: &str) -> Result<Url, InvalidRequest> {
        match &self.access {
            Access::Connect(_) => address(&self.base_url, self.base_path(), path, query),
            Access::Forge { api, .. } => {
                let of_product = match self.product {
                    // Below the API's own address Confluence has it too ("Calling Atlassian app APIs
                    // from a remote").
                    Product::Confluence => "/wiki",
                    _ => "",
                };
                let path = below(of_product, path);
                let base_path = api.path().trim_end_matches('/');
                address(api, base_path, &path, query)
            }
        }
    }
}

impl Signing {
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
}

/// A path with what every path begins with.
fn below<'p>(beginning: &str, path: &'p str) -> Cow<'p, str> {
    let rest = path.strip_prefix(beginning);
    let is_below = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    // What doesn't begin with one slash is refused further on.
    if is_below || !path.starts_with('/') || path.starts_with("//") {
        Cow::Borrowed(path)
    } else {
        Cow::Owned([beginning, path].concat())
    }
}

fn without_final_slash(url: &Url) -> Url {
    let mut url = url.clone();
    if url.path().len() > 1 && url.path().ends_with('/') {
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
    }
    url
}

/// What the identity of every client of one tenant begins with.
pub(super) fn identity_prefix(app_key: &str, client_key: &str) -> String {
    // Neither key contains a line break.
    format!("{app_key}\n{client_key}\n")
}

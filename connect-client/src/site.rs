//! A tenant's site, as needed by its calls.

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
    /// The tenant's name in errors.
    pub(super) name: Arc<str>,
    /// The key of its limiter and its users' tokens.
    pub(super) identity: Arc<str>,
    /// Without a trailing slash.
    base_url: Url,
    /// The length of the origin: the rest of the URL is its path.
    origin_length: usize,
    pub(super) product: Product,
    pub(super) access: Access,
}

/// The credentials for a tenant's calls; shared with the grants of users' tokens, which may outlive
/// the call that needs one.
#[derive(Debug)]
pub(super) enum Access {
    Connect(Arc<Signing>),
    Forge {
        /// The API's base URL, without a trailing slash.
        api: Url,
        installation: Arc<Installation>,
    },
}

/// The signing credentials of a Connect tenant.
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

    /// The base URL in the host's own spelling: `https://x.atlassian.net`, without a trailing
    /// slash.
    pub(super) fn base(&self) -> &str {
        self.base_url.as_str().trim_end_matches('/')
    }

    /// The path that the query string hash leaves out; empty if there is none.
    pub(super) fn base_path(&self) -> &str {
        &self.base()[self.origin_length..]
    }

    /// Whether this is a Forge installation.
    pub(super) fn is_on_forge(&self) -> bool {
        matches!(self.access, Access::Forge { .. })
    }

    /// The URL for a path and a query.
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
    /// The key to sign with, if it is immediately available.
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

/// Adds the prefix that every path has, unless it is already there.
fn below<'p>(beginning: &str, path: &'p str) -> Cow<'p, str> {
    let rest = path.strip_prefix(beginning);
    let is_below = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    // A path that doesn't start with exactly one slash is rejected later.
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

/// The prefix of the identities of a tenant's clients.
pub(super) fn identity_prefix(app_key: &str, client_key: &str) -> String {
    // Neither key contains a line break.
    format!("{app_key}\n{client_key}\n")
}

//! A tenant: one installation of one app on one site.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use connect_model::Product;
use serde_json::{Map, Value};
use url::Url;

use super::{Install, Origin, Secret, Secrets};

/// An installation of an app on a site, as seen by a handler.
///
/// It contains no secret, so it can be logged, stored and passed on. Cheap to clone.
#[derive(Clone, PartialEq)]
pub struct Tenant(Arc<Fields>);

#[derive(PartialEq)]
pub(super) struct Fields {
    pub(super) app_key: Box<str>,
    pub(super) client_key: Box<str>,
    pub(super) base_url: Url,
    pub(super) product: Product,
    pub(super) state: TenantState,
    pub(super) enabled: bool,
    pub(super) oauth_client_id: Option<Box<str>>,
    pub(super) display_url: Option<Url>,
    pub(super) description: Option<Box<str>>,
    pub(super) extra: Map<String, Value>,
    pub(super) environment: Option<Box<str>>,
    pub(super) trouble: Option<Trouble>,
    pub(super) origin: Origin,
}

impl Tenant {
    pub(super) fn new(fields: Fields) -> Self {
        Self(Arc::new(fields))
    }

    /// The tenant created by an install. `known` is the environment that the row already has.
    pub(super) fn of_install(install: &Install, enabled: bool, known: Option<&str>) -> Self {
        // Without new evidence, what is already known stays true.
        let environment = match &install.proof {
            Some(proof) => proof.environment.as_deref(),
            None => known,
        };
        let mut extra = install.extra.clone();
        // `extra` may contain "the rest of the payload": the secret must not be stored in plain text.
        extra.remove("sharedSecret");
        Self::new(Fields {
            app_key: install.app_key.as_str().into(),
            client_key: install.client_key.as_str().into(),
            base_url: without_trailing_slash(&install.base_url),
            product: install.product,
            state: TenantState::Installed,
            enabled,
            oauth_client_id: install.oauth_client_id.as_deref().map(Into::into),
            display_url: install.display_url.clone(),
            description: install.description.as_deref().map(Into::into),
            extra,
            environment: environment.map(Into::into),
            trouble: None,
            origin: Origin::Connect,
        })
    }

    /// The same tenant in another state.
    pub(super) fn with(&self, state: TenantState, enabled: bool) -> Self {
        let mut fields = self.fields();
        (fields.state, fields.enabled) = (state, enabled);
        Self::new(fields)
    }

    /// The same tenant, with or without trouble.
    pub(super) fn with_trouble(&self, trouble: Option<Trouble>) -> Self {
        let mut fields = self.fields();
        fields.trouble = trouble;
        Self::new(fields)
    }

    fn fields(&self) -> Fields {
        let fields = &*self.0;
        Fields {
            app_key: fields.app_key.clone(),
            client_key: fields.client_key.clone(),
            base_url: fields.base_url.clone(),
            product: fields.product,
            state: fields.state,
            enabled: fields.enabled,
            oauth_client_id: fields.oauth_client_id.clone(),
            display_url: fields.display_url.clone(),
            description: fields.description.clone(),
            extra: fields.extra.clone(),
            environment: fields.environment.clone(),
            trouble: fields.trouble.clone(),
            origin: fields.origin.clone(),
        }
    }

    /// The installed app: the `key` of its descriptor.
    pub fn app_key(&self) -> &str {
        &self.0.app_key
    }

    /// The tenant's key, under which an app stores its own data: unique per site and product, and
    /// the same after a rename.
    ///
    /// For a Connect tenant it is the site's `clientKey`, and stays that when the app moves to
    /// Forge; for one that has only known the app on Forge, the installation's id.
    pub fn client_key(&self) -> &str {
        &self.0.client_key
    }

    /// The site's address, with `/wiki` for Confluence and without a trailing slash there. On Connect
    /// it is also the base URL of the REST API.
    ///
    /// On Forge it is known as soon as a page has called; until then it is
    /// [`ForgeInstallation::api_base_url`](crate::ForgeInstallation::api_base_url).
    pub fn base_url(&self) -> &Url {
        &self.0.base_url
    }

    /// The product (`productType`).
    pub fn product(&self) -> Product {
        self.0.product
    }

    /// The state of the installation, which determines whether its requests are served.
    pub fn state(&self) -> TenantState {
        self.0.state
    }

    /// Whether an administrator has enabled the app, according to the last `enabled` or `disabled`
    /// callback. Both are sent without waiting for a response, so one may be late or lost: use this
    /// as a hint, not as a permission.
    pub fn enabled(&self) -> bool {
        self.0.enabled
    }

    /// The client id for acting as a user (`oauthClientId`); `None` unless the app requests
    /// `ACT_AS_USER`.
    pub fn oauth_client_id(&self) -> Option<&str> {
        self.0.oauth_client_id.as_deref()
    }

    /// The address that users see (`displayUrl`), if the site has a custom domain.
    pub fn display_url(&self) -> Option<&Url> {
        self.0.display_url.as_ref()
    }

    /// The site's description (`description`).
    pub fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// The rest of the install payload as received, including fields unknown to this version:
    /// `entitlementId`, `installationId`, `displayUrlServicedeskHelpCenter`, …
    pub fn extra(&self) -> &Map<String, Value> {
        &self.0.extra
    }

    /// The name of the environment whose keys vouched for the install; `None` if no key host was
    /// asked. No other environment may change the tenant.
    pub fn environment(&self) -> Option<&str> {
        self.0.environment.as_deref()
    }

    /// The platform through which it was installed: for the few things in which they differ.
    pub fn origin(&self) -> &Origin {
        &self.0.origin
    }

    /// What an operator has to fix, judging by the row without its secret; `None` if all is well.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.0.trouble.as_ref()
    }
}

impl fmt::Debug for Tenant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tenant")
            .field("app_key", &self.app_key())
            .field("client_key", &self.client_key())
            .field("base_url", &self.base_url().as_str())
            .field("product", &self.product())
            .field("state", &self.state())
            .field("enabled", &self.enabled())
            .finish_non_exhaustive()
    }
}

/// `https://x.atlassian.net/wiki/` and `https://x.atlassian.net/wiki` are one site.
pub(super) fn without_trailing_slash(base_url: &Url) -> Url {
    let mut base_url = base_url.clone();
    let path = base_url.path().trim_end_matches('/').to_owned();
    base_url.set_path(&path);
    base_url
}

/// The state of an installation. Rows are kept in every state; only [`TenantState::Installed`] is
/// served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TenantState {
    /// The app is installed.
    Installed,
    /// The site has uninstalled the app; its secret is gone.
    Uninstalled,
    /// Another `clientKey` was installed from the same base URL (a site that was imported or
    /// recreated), so this one can no longer be its owner; its secret is gone.
    Superseded,
}

impl TenantState {
    /// The state in the form that stores write: `installed`, `uninstalled` or `superseded`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Uninstalled => "uninstalled",
            Self::Superseded => "superseded",
        }
    }

    /// Parses the output of [`TenantState::as_str`].
    pub fn parse(state: &str) -> Option<Self> {
        [Self::Installed, Self::Uninstalled, Self::Superseded]
            .into_iter()
            .find(|known| known.as_str() == state)
    }
}

impl fmt::Display for TenantState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a tenant is not served, or its site can't be called, although the app is installed there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// The secret is sealed with a key that is not configured: requests are answered 503.
    #[error("its secret is sealed with key `{key_id}`, which is not configured")]
    KeyMissing {
        /// The id of the key.
        key_id: Box<str>,
    },
    /// The secret is in plain text, which the configured keys do not admit: requests are answered
    /// 503.
    #[error("its secret is stored as plain text, which the configured keys do not admit")]
    NotSealed,
    /// The host answers 401 to what the app signs with the latest secret: the site may have
    /// uninstalled the app without notice. A new install, or a call that the host accepts, ends it.
    #[error("the host refuses what the app signs")]
    Refused {
        /// When it began.
        since: SystemTime,
    },
}

impl Trouble {
    /// Rejected by the host since this time, in seconds since 1970.
    pub(super) fn refused(since: i64) -> Self {
        let seconds = u64::try_from(since).unwrap_or_default();
        Self::Refused {
            since: UNIX_EPOCH + Duration::from_secs(seconds),
        }
    }
}

/// A tenant with its secrets, as stored. Handlers only get the [`Tenant`].
#[derive(Debug, Clone)]
pub struct TenantRecord {
    /// The tenant.
    pub tenant: Tenant,
    /// The secret of its latest install; `None` unless the tenant is [`TenantState::Installed`],
    /// because the others are not served.
    pub secret: Option<Secret>,
    /// Former secrets that the host may still use, latest first: it does if it didn't learn that
    /// the install was stored.
    pub previous: Vec<Secret>,
    /// The number of the row's installs, for [`TenantStore::settle`](super::TenantStore::settle).
    pub generation: u64,
    /// The Forge installation that continues this tenant, while it is installed.
    pub moved_to: Option<Box<str>>,
}

impl TenantRecord {
    /// A row with its secrets, which only an installed tenant has.
    pub fn new(tenant: Tenant, secrets: Option<Secrets>, generation: u64) -> Self {
        let (secret, previous) = match secrets {
            Some(Secrets { current, previous }) => (Some(current), previous),
            None => (None, Vec::new()),
        };
        Self {
            tenant,
            secret,
            previous,
            generation,
            moved_to: None,
        }
    }
}

/// How many rows are sealed with one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyUsage {
    /// The key's id; `None` for plain text.
    pub key_id: Option<String>,
    /// How many rows.
    pub rows: u64,
}

//! Tenants that come over Forge: their installations, and the tokens that Forge delivers for them.
//!
//! Forge names an installation by an id of its own and shares no secret with the app: each call
//! brings a signed statement of who calls, and a token with which the app may call back. A store
//! keeps the installation and the latest of those tokens beside the tenants of Connect.

mod seen;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) mod statements;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) mod transaction;

use connect_auth::AccessToken;
use connect_auth::forge::{EnvironmentType, InvocationToken, product_at};
use connect_model::Product;
use url::Url;

use crate::tenant::Fields;
use crate::{Tenant, TenantState};

pub(crate) use self::seen::{Holder, Seen, is_news, rekeyed, seen, uninstalled};

/// Over which of the two platforms a tenant has come to the app.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Origin {
    /// By a Connect install, with a secret that the site and the app share.
    #[default]
    Connect,
    /// By an installation on Forge.
    Forge(Box<ForgeInstallation>),
}

impl Origin {
    /// The installation of a tenant on Forge.
    #[must_use]
    pub fn forge(&self) -> Option<&ForgeInstallation> {
        match self {
            Self::Forge(installation) => Some(installation),
            Self::Connect => None,
        }
    }
}

/// One installation of an app on Forge. Each environment of the app is installed by itself, so that a
/// site may have several.
///
/// Source: "Forge Remote invocation contract", the Forge invocation token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForgeInstallation {
    /// Its id (`app.installationId`), as the platform writes it.
    pub installation_id: String,
    /// The site's id.
    pub cloud_id: Option<String>,
    /// The id of the app's environment that is installed (`app.environment.id`).
    pub environment_id: String,
    /// The sort of that environment (`app.environment.type`).
    pub environment: EnvironmentType,
    /// What it is installed in, as an ARI: `ari:cloud:jira::site/…`. The tokens with which the app
    /// acts as users are requested with it.
    pub context: Option<String>,
    /// Where the product's REST API is for this installation (`app.apiBaseUrl`).
    pub api_base_url: Url,
    /// The version of the app that is installed (`app.version`).
    pub app_version: Option<String>,
}

impl ForgeInstallation {
    /// An installation with only what every call says.
    #[must_use]
    pub fn new(installation_id: impl Into<String>, api_base_url: Url) -> Self {
        Self {
            installation_id: installation_id.into(),
            cloud_id: None,
            environment_id: String::new(),
            environment: EnvironmentType::Unknown,
            context: None,
            api_base_url,
            app_version: None,
        }
    }

    /// The installation that an invocation token is about.
    #[must_use]
    pub fn of(token: &InvocationToken) -> Self {
        let cloud_id = token.cloud_id().map(str::to_owned);
        let product = product_at(&token.api_base_url);
        Self {
            installation_id: token.installation_id.clone(),
            context: cloud_id
                .as_deref()
                .map(|cloud_id| format!("ari:cloud:{}::site/{cloud_id}", product.name())),
            cloud_id,
            environment_id: token.environment.id.clone(),
            environment: token.environment.kind,
            api_base_url: token.api_base_url.clone(),
            app_version: token.version.clone(),
        }
    }

    /// The product whose REST API this is the address of.
    #[must_use]
    pub fn product(&self) -> Product {
        product_at(&self.api_base_url).into()
    }
}

/// What one verified call of Forge says of its installation.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ForgeCall {
    /// The app, by the key that names it in the store: that of its tenants on Connect.
    pub app_key: String,
    /// The installation.
    pub installation: ForgeInstallation,
    /// The site's address, where the call says it (`context.siteUrl`): `https://x.atlassian.net`.
    pub site_url: Option<Url>,
    /// Jira or Confluence.
    pub product: Product,
    /// When the call's own token was made (`iat`), in seconds since 1970: the latest call counts.
    pub issued_at: i64,
    /// The app's token for calls to the product (`x-forge-oauth-system`).
    pub app_token: Option<AccessToken>,
}

impl ForgeCall {
    /// A call about this installation.
    #[must_use]
    pub fn new(
        app_key: impl Into<String>,
        installation: ForgeInstallation,
        issued_at: i64,
    ) -> Self {
        Self {
            app_key: app_key.into(),
            product: installation.product(),
            installation,
            site_url: None,
            issued_at,
            app_token: None,
        }
    }

    /// The call that an invocation token came with.
    #[must_use]
    pub fn of(app_key: impl Into<String>, token: &InvocationToken) -> Self {
        let site = token
            .context
            .as_ref()
            .and_then(|it| it.get("siteUrl")?.as_str());
        let site = site.and_then(|site| Url::parse(site).ok());
        Self {
            site_url: site.filter(|site| site.has_host() && site.scheme().starts_with("http")),
            ..Self::new(app_key, ForgeInstallation::of(token), token.issued_at)
        }
    }

    /// With the app's token that it has delivered.
    #[must_use]
    pub fn app_token(mut self, token: Option<AccessToken>) -> Self {
        self.app_token = token;
        self
    }
}

/// An installation with its token: what a store keeps. Handlers get the [`Tenant`] only.
#[derive(Debug, Clone)]
pub struct ForgeRecord {
    /// The tenant. Its [origin](Tenant::origin) is the installation.
    pub tenant: Tenant,
    /// The latest token of the app that a call has brought; none of an installation that has ended,
    /// and none that can't be opened. It may have ended.
    pub app_token: Option<AccessToken>,
}

impl ForgeRecord {
    /// Its installation's id; empty if the tenant is one of Connect.
    #[must_use]
    pub fn installation_id(&self) -> &str {
        let installation = self.tenant.origin().forge();
        installation.map_or("", |it| &*it.installation_id)
    }
}

/// What became of a new key for an installation's tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rekeyed {
    /// From now on the tenant has that key.
    Done,
    /// It had it before.
    Already,
    /// It came over from another Connect tenant before: a tenant takes over one history, and once.
    Another,
    /// The Connect tenant of that key is another site's, or the other product's.
    OtherSite,
    /// Another installation of the app has that key: one in another environment of the app.
    Taken,
    /// There is no such installation, or it has ended.
    Unknown,
}

/// A row of a store, read.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) app_key: String,
    /// The installation's id, or the Connect tenant's whose history it goes on with.
    pub(crate) client_key: String,
    /// Installed or uninstalled: nothing supersedes an installation.
    pub(crate) state: TenantState,
    pub(crate) product: Product,
    /// As the store writes a tenant's base URL.
    pub(crate) site: Option<Url>,
    pub(crate) installation: ForgeInstallation,
    pub(crate) app_token: Option<AccessToken>,
    /// When the latest call was made that changed something here, or that ended it.
    pub(crate) seen_at: i64,
}

impl Row {
    pub(crate) fn tenant(&self) -> Tenant {
        let site = self.site.clone();
        Tenant::new(Fields {
            app_key: self.app_key.as_str().into(),
            client_key: self.client_key.as_str().into(),
            // Until a call says where the site is, its API is all that is known.
            base_url: site.unwrap_or_else(|| self.installation.api_base_url.clone()),
            product: self.product,
            state: self.state,
            enabled: self.state == TenantState::Installed,
            oauth_client_id: None,
            display_url: None,
            description: None,
            extra: serde_json::Map::new(),
            environment: None,
            trouble: None,
            origin: Origin::Forge(Box::new(self.installation.clone())),
        })
    }

    pub(crate) fn record(&self) -> ForgeRecord {
        ForgeRecord {
            tenant: self.tenant(),
            app_token: self.app_token.clone(),
        }
    }

    /// Whether it has the key of a Connect tenant.
    pub(crate) fn is_rekeyed(&self) -> bool {
        self.client_key != self.installation.installation_id
    }

    /// The names under which it may be in memory.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let other = self.is_rekeyed().then_some(&*self.client_key);
        std::iter::once(&*self.installation.installation_id).chain(other)
    }
}

/// The first `limit` of both lists in the order of the client keys. Where a tenant is in both, the
/// one that is installed counts, and of two such the one on Forge, which came later.
pub(crate) fn merged(connect: Vec<Tenant>, forge: Vec<Tenant>, limit: u32) -> Vec<Tenant> {
    if forge.is_empty() {
        return connect;
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut all: Vec<Tenant> = forge.into_iter().chain(connect).collect();
    let rank = |tenant: &Tenant| tenant.state() != TenantState::Installed;
    all.sort_by(|a, b| {
        let by_key = a.client_key().as_bytes().cmp(b.client_key().as_bytes());
        by_key.then(rank(a).cmp(&rank(b)))
    });
    all.dedup_by(|later, kept| later.client_key() == kept.client_key());
    all.truncate(limit);
    all
}

//! Forge tenants: their installations, and the tokens that Forge delivers for them.
//!
//! Forge identifies an installation by an id of its own and shares no secret with the app: each
//! call brings a signed statement of the caller, and a token with which the app may call back. A
//! store keeps the installation and the latest of those tokens beside the tenants of Connect.

#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) mod change;
mod seen;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
pub(crate) mod statements;

use connect_auth::AccessToken;
use connect_auth::forge::{EnvironmentType, InvocationToken, product_at};
use connect_model::Product;
use url::Url;

use crate::tenant::Fields;
use crate::{Tenant, TenantState};

pub(crate) use self::seen::{Holder, Seen, is_news, rekeyed, seen, uninstalled};

/// The platform through which a tenant has installed the app.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Origin {
    /// A Connect install, with a secret that the site and the app share.
    #[default]
    Connect,
    /// A Forge installation.
    Forge(Box<ForgeInstallation>),
}

impl Origin {
    /// The Forge installation of the tenant, if it has one.
    #[must_use]
    pub fn forge(&self) -> Option<&ForgeInstallation> {
        match self {
            Self::Forge(installation) => Some(installation),
            Self::Connect => None,
        }
    }
}

/// An installation of an app on Forge. Each environment of the app is installed separately, so a site
/// may have several.
///
/// Source: "Forge Remote invocation contract", the Forge invocation token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForgeInstallation {
    /// Its id (`app.installationId`), in the platform's spelling.
    pub installation_id: String,
    /// The site's id.
    pub cloud_id: Option<String>,
    /// The id of the installed app environment (`app.environment.id`).
    pub environment_id: String,
    /// The type of that environment (`app.environment.type`).
    pub environment: EnvironmentType,
    /// The ARI of what it is installed in: `ari:cloud:jira::site/…`. Required to request tokens for
    /// acting as users.
    pub context: Option<String>,
    /// The base URL of the product's REST API for this installation (`app.apiBaseUrl`).
    pub api_base_url: Url,
    /// The installed version of the app (`app.version`).
    pub app_version: Option<String>,
}

impl ForgeInstallation {
    /// An installation with only the fields that every call states.
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

    /// The installation that an invocation token is for.
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

    /// The product that the REST API's address belongs to.
    #[must_use]
    pub fn product(&self) -> Product {
        product_at(&self.api_base_url).into()
    }
}

/// The facts that a verified call from Forge states about its installation.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ForgeCall {
    /// The key of the app in the store: the same as for its Connect tenants.
    pub app_key: String,
    /// The installation.
    pub installation: ForgeInstallation,
    /// The site's address, if the call states it (`context.siteUrl`): `https://x.atlassian.net`.
    pub site_url: Option<Url>,
    /// Jira or Confluence.
    pub product: Product,
    /// When the call's own token was issued (`iat`), in seconds since 1970: the latest call counts.
    pub issued_at: i64,
    /// The app's token for calls to the product (`x-forge-oauth-system`).
    pub app_token: Option<AccessToken>,
}

impl ForgeCall {
    /// A call for this installation.
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

    /// The call that an invocation token was sent with.
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

    /// Adds the app token that the call delivered.
    #[must_use]
    pub fn app_token(mut self, token: Option<AccessToken>) -> Self {
        self.app_token = token;
        self
    }
}

/// An installation with its token, as stored. Handlers only get the [`Tenant`].
#[derive(Debug, Clone)]
pub struct ForgeRecord {
    /// The tenant. Its [origin](Tenant::origin) is the installation.
    pub tenant: Tenant,
    /// The app's latest token from a call; `None` if the installation has ended or the token can't
    /// be opened. It may have expired.
    pub app_token: Option<AccessToken>,
}

impl ForgeRecord {
    /// The installation's id; empty for a Connect tenant.
    #[must_use]
    pub fn installation_id(&self) -> &str {
        let installation = self.tenant.origin().forge();
        installation.map_or("", |it| &*it.installation_id)
    }
}

/// The result of giving an installation's tenant a new key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rekeyed {
    /// The tenant now has that key.
    Done,
    /// The tenant already had that key.
    Already,
    /// It already continues another Connect tenant: an installation can only continue one, once.
    Another,
    /// The Connect tenant with that key belongs to another site, or to the other product.
    OtherSite,
    /// Another installation of the app has that key: one in another environment of the app.
    Taken,
    /// There is no such installation, or it has ended.
    Unknown,
}

/// A parsed row of a store.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) app_key: String,
    /// The installation's id, or the key of the Connect tenant that it continues.
    pub(crate) client_key: String,
    /// Installed or uninstalled: an installation is never superseded.
    pub(crate) state: TenantState,
    pub(crate) product: Product,
    /// In the form of a tenant's base URL.
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
            // Until a call states the site's address, only its API is known.
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

    /// The names under which it may be cached.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let other = self.is_rekeyed().then_some(&*self.client_key);
        std::iter::once(&*self.installation.installation_id).chain(other)
    }
}

/// The first `limit` of both lists, ordered by client key. If a tenant is in both, the installed
/// one counts, and if both are installed, the Forge one, which came later.
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

//! The contents of an invocation token.

use std::fmt;

use connect_model::HostProduct;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// The product whose REST API is at this address (`app.apiBaseUrl`):
/// `https://api.atlassian.com/ex/confluence/…` is Confluence's, everything else Jira's.
///
/// ```
/// use connect_auth::forge::product_at;
/// use connect_model::HostProduct;
///
/// let url = "https://api.atlassian.com/ex/confluence/7d5d6a8c".parse().unwrap();
/// assert_eq!(product_at(&url), HostProduct::Confluence);
/// ```
#[must_use]
pub fn product_at(api_base_url: &Url) -> HostProduct {
    let mut segments = api_base_url.path_segments().into_iter().flatten();
    if segments.any(|segment| segment == HostProduct::Confluence.name()) {
        HostProduct::Confluence
    } else {
        HostProduct::Jira
    }
}

/// A verified invocation token.
///
/// `context` and `principal` are only present for calls from pages: an event's body states what it
/// is about.
#[derive(Clone)]
#[non_exhaustive]
pub struct InvocationToken {
    /// The app's id (`app.id`, the audience of the token).
    pub app_id: String,
    /// The installation (`app.installationId`): the tenant.
    pub installation_id: String,
    /// The base URL of the product's REST API for this installation (`app.apiBaseUrl`).
    pub api_base_url: Url,
    /// The app environment that is installed.
    pub environment: AppEnvironment,
    /// The invoked module: outside of pages, the endpoint.
    pub module: InvokedModule,
    /// The installed version of the app, if the token states it.
    pub version: Option<String>,
    /// The licence; `None` for an app that is not paid, and in development.
    pub license: Option<ForgeLicense>,
    /// The account id of the user viewing the page.
    pub principal: Option<String>,
    /// The context of that user.
    pub context: Option<Value>,
    /// When it was issued, in seconds since the Unix epoch.
    pub issued_at: i64,
    /// Its expiry, in seconds since the Unix epoch.
    pub expires_at: i64,
}

impl InvocationToken {
    /// The site's cloud id (`context.cloudId`; else the last part of `apiBaseUrl`).
    #[must_use]
    pub fn cloud_id(&self) -> Option<&str> {
        let named = self
            .context
            .as_ref()
            .and_then(|it| it.get("cloudId")?.as_str());
        named.or_else(|| {
            let mut parts = self.api_base_url.path_segments()?;
            parts.next_back().filter(|part| !part.is_empty())
        })
    }

    /// The key of the module whose page is calling (`context.moduleKey`).
    #[must_use]
    pub fn module_key(&self) -> Option<&str> {
        self.context.as_ref()?.get("moduleKey")?.as_str()
    }
}

/// One of the app's environments.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct AppEnvironment {
    /// Its type.
    #[serde(rename = "type", default)]
    pub kind: EnvironmentType,
    /// Its id.
    #[serde(default)]
    pub id: String,
}

/// The type of an app environment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum EnvironmentType {
    /// The environment that customers use.
    Production,
    /// The environment before production.
    Staging,
    /// The environment on a developer's own site.
    Development,
    /// An unknown type, which is treated like production.
    #[default]
    #[serde(other)]
    Unknown,
}

impl EnvironmentType {
    const ALL: [Self; 4] = [
        Self::Production,
        Self::Staging,
        Self::Development,
        Self::Unknown,
    ];

    /// Its name in Forge's spelling: `PRODUCTION`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Production => "PRODUCTION",
            Self::Staging => "STAGING",
            Self::Development => "DEVELOPMENT",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// The type with this name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let known = Self::ALL.into_iter().find(|it| it.as_str() == name);
        known.unwrap_or_default()
    }
}

/// The module that was invoked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct InvokedModule {
    /// Its type: `core:endpoint` outside of pages.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// Its key.
    #[serde(default)]
    pub key: String,
}

/// The licence of an installation (`app.license`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct ForgeLicense {
    /// Whether it is active.
    #[serde(alias = "isActive")]
    pub active: bool,
    /// Its type: `commercial`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Whether it is a trial.
    pub is_evaluation: bool,
    /// The edition: `capabilityStandard`.
    pub capability_set: Option<String>,
}

/// The claims in their original form.
#[derive(Deserialize)]
pub(super) struct RawToken {
    pub(super) app: RawApp,
    #[serde(default)]
    pub(super) context: Option<Value>,
    #[serde(default)]
    pub(super) principal: Option<String>,
    #[serde(rename = "icLabel", default)]
    pub(super) isolated: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RawApp {
    pub(super) id: String,
    pub(super) installation_id: String,
    pub(super) api_base_url: String,
    pub(super) environment: AppEnvironment,
    #[serde(default)]
    pub(super) module: InvokedModule,
    #[serde(default)]
    pub(super) version: Option<Value>,
    #[serde(default)]
    pub(super) license: Option<ForgeLicense>,
    #[serde(rename = "icLabel", default)]
    pub(super) isolated: Option<Value>,
}

impl RawToken {
    /// Whether it comes from an isolated cloud.
    pub(super) fn is_isolated(&self) -> bool {
        let of_context = self.context.as_ref().and_then(|it| it.get("icLabel"));
        [
            self.isolated.as_ref(),
            self.app.isolated.as_ref(),
            of_context,
        ]
        .into_iter()
        .flatten()
        .any(|label| !label.is_null())
    }
}

impl fmt::Debug for InvocationToken {
    /// Omits the context, which may name people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InvocationToken")
            .field("installation_id", &self.installation_id)
            .field("environment", &self.environment)
            .field("module", &self.module)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

//! The body of a lifecycle callback.

use std::fmt;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use connect_model::Product;
use http::StatusCode;
use http::request::Parts;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error_answer::ErrorAnswer;
use crate::tenants::{InvalidSecret, Secret};

/// What happened to the installation (`eventType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LifecycleEvent {
    /// The app was installed, updated, or reinstalled; the secret may be a new one.
    Installed,
    /// The app was removed from the site.
    Uninstalled,
    /// An administrator enabled the app; the host also sends this after each install.
    Enabled,
    /// An administrator disabled the app.
    Disabled,
}

impl LifecycleEvent {
    /// All four.
    pub const ALL: [Self; 4] = [
        Self::Installed,
        Self::Uninstalled,
        Self::Enabled,
        Self::Disabled,
    ];

    /// The event in the host's spelling: `installed`, `uninstalled`, `enabled` or `disabled`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Uninstalled => "uninstalled",
            Self::Enabled => "enabled",
            Self::Disabled => "disabled",
        }
    }
}

impl fmt::Display for LifecycleEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The argument of a lifecycle hook: the callback's body without the shared secret, verified.
///
/// Source: "App lifecycle", "Lifecycle HTTP request payload". Optional fields are those that the
/// host may omit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Lifecycle {
    /// The app's key.
    pub key: String,
    /// The site's `clientKey`, unique per site and product.
    pub client_key: String,
    /// What happened.
    #[serde(rename = "eventType")]
    pub event: LifecycleEvent,
    /// The base URL of the site's REST API; for Confluence with `/wiki`.
    pub base_url: Option<String>,
    /// `jira` or `confluence`.
    pub product_type: Option<String>,
    /// The client id for acting as a user, if the app requests `ACT_AS_USER`.
    pub oauth_client_id: Option<String>,
    /// The address that users see, if the site has a custom domain.
    pub display_url: Option<String>,
    /// The address of the site's help centre.
    pub display_url_servicedesk_help_center: Option<String>,
    /// The site's description.
    pub description: Option<String>,
    /// The site's public key; deprecated by the platform.
    pub public_key: Option<String>,
    /// The product's version; deprecated by the platform.
    pub server_version: Option<String>,
    /// The version of the product's app framework; deprecated by the platform.
    pub plugins_version: Option<String>,
    /// The support entitlement number of old licences; deprecated by the platform.
    pub service_entitlement_number: Option<String>,
    /// The licence's entitlement id.
    pub entitlement_id: Option<String>,
    /// The licence's entitlement number.
    pub entitlement_number: Option<String>,
    /// The Forge installation id, for Connect apps on Forge.
    pub installation_id: Option<String>,
    /// The site's cloud id.
    pub cloud_id: Option<String>,
    /// The edition that was bought, for apps with editions.
    pub capability_set: Option<String>,
    /// Fields that this release does not know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

/// The part of a body that is read before it is authenticated: what is needed to find the key, and
/// what the log names. The rest is skipped, regardless of its size or depth.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Unbelieved {
    pub(crate) base_url: Option<String>,
    pub(crate) client_key: Option<String>,
}

impl Unbelieved {
    pub(crate) fn parse(body: &[u8]) -> Result<Self, Malformed> {
        // serde could also read a struct from an array.
        match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{') => serde_json::from_slice(body).map_err(|error| {
                if error.is_data() {
                    Malformed::NotAPayload
                } else {
                    Malformed::NotAnObject
                }
            }),
            _ => Err(Malformed::NotAnObject),
        }
    }
}

/// A well-formed body.
#[derive(Debug)]
pub(crate) struct Payload {
    pub(crate) lifecycle: Lifecycle,
    pub(crate) secret: Option<Secret>,
    /// The body without the secret and without the fields that a tenant has itself.
    pub(crate) rest: Map<String, Value>,
}

/// What is wrong with a body: 400. Contains none of the body's values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("the body is not a JSON object")]
    NotAnObject,
    #[error("the body is not a lifecycle payload")]
    NotAPayload,
    #[error("`{0}` is empty")]
    Empty(&'static str),
    #[error("`eventType` is not that of this callback")]
    WrongEvent,
    #[error("`sharedSecret` is missing")]
    NoSecret,
    #[error(transparent)]
    Secret(#[from] InvalidSecret),
}

/// The named fields of `Install`; everything else is stored beside them.
const OF_INSTALL: [&str; 9] = [
    "key",
    "clientKey",
    "eventType",
    "baseUrl",
    "productType",
    "oauthClientId",
    "displayUrl",
    "description",
    "sharedSecret",
];

impl Payload {
    /// Reads the body of a callback of this event.
    pub(crate) fn parse(event: LifecycleEvent, body: &[u8]) -> Result<Self, Malformed> {
        let mut fields: Map<String, Value> =
            serde_json::from_slice(body).map_err(|_| Malformed::NotAnObject)?;
        let secret = match fields.remove("sharedSecret") {
            Some(Value::String(secret)) if event == LifecycleEvent::Installed => {
                Some(Secret::new(&secret)?)
            }
            _ if event == LifecycleEvent::Installed => return Err(Malformed::NoSecret),
            // The other callbacks have no secret; one that is sent anyway is ignored.
            _ => None,
        };
        let mut rest = fields.clone();
        rest.retain(|name, _| !OF_INSTALL.contains(&name.as_str()));
        let lifecycle: Lifecycle =
            serde_json::from_value(fields.into()).map_err(|_| Malformed::NotAPayload)?;
        if lifecycle.client_key.is_empty() {
            return Err(Malformed::Empty("clientKey"));
        }
        if lifecycle.event != event {
            return Err(Malformed::WrongEvent);
        }
        Ok(Self {
            lifecycle,
            secret,
            rest,
        })
    }
}

impl Lifecycle {
    /// The product; `None` for one that doesn't run Connect apps.
    #[must_use]
    pub fn product(&self) -> Option<Product> {
        match self.product_type.as_deref()? {
            "jira" => Some(Product::Jira),
            "confluence" => Some(Product::Confluence),
            "bitbucket" => Some(Product::Bitbucket),
            _ => None,
        }
    }
}

/// A handler that is not a lifecycle hook takes a [`Lifecycle`]: 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "only lifecycle hooks have a `Lifecycle`: `#[installed]`, `#[uninstalled]`, `#[enabled]`, `#[disabled]`"
)]
pub struct NoLifecycle;

impl IntoResponse for NoLifecycle {
    fn into_response(self) -> Response {
        tracing::error!("{self}");
        ErrorAnswer::new(StatusCode::INTERNAL_SERVER_ERROR).into_response()
    }
}

impl<S: Sync> FromRequestParts<S> for Lifecycle {
    type Rejection = NoLifecycle;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NoLifecycle> {
        parts.extensions.get::<Self>().cloned().ok_or(NoLifecycle)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn body() -> Value {
        json!({
            "key": "app", "clientKey": "c", "sharedSecret": "s3cr3t-value", "eventType": "installed",
            "baseUrl": "https://x.atlassian.net", "productType": "jira", "cloudId": null,
            "entitlementId": "e", "somethingNew": { "a": 1 },
        })
    }

    fn parse(body: &Value) -> Result<Payload, Malformed> {
        Payload::parse(LifecycleEvent::Installed, body.to_string().as_bytes())
    }

    #[test]
    fn unknown_fields_are_kept_and_the_secret_is_not() {
        let payload = parse(&body()).unwrap();
        assert_eq!(payload.lifecycle.extra["somethingNew"], json!({ "a": 1 }));
        assert_eq!(payload.rest["entitlementId"], "e");
        assert_eq!(payload.lifecycle.product(), Some(Product::Jira));
        assert!(!format!("{payload:?}").contains("s3cr3t-value"));
    }

    #[test]
    fn malformed_bodies_are_refused() {
        let with = |name: &str, value: Value| {
            let mut body = body();
            body[name] = value;
            parse(&body).unwrap_err()
        };
        let mut without = body();
        without.as_object_mut().unwrap().remove("clientKey");
        assert_eq!(parse(&without).unwrap_err(), Malformed::NotAPayload);
        assert_eq!(with("clientKey", json!("")), Malformed::Empty("clientKey"));
        assert_eq!(with("clientKey", json!(1)), Malformed::NotAPayload);
        assert_eq!(with("sharedSecret", json!(null)), Malformed::NoSecret);
        assert_eq!(
            with("sharedSecret", json!("")),
            Malformed::Secret(InvalidSecret::Empty)
        );
        assert_eq!(
            with("eventType", json!("uninstalled")),
            Malformed::WrongEvent
        );
        assert_eq!(with("eventType", json!("other")), Malformed::NotAPayload);
    }

    #[test]
    fn a_body_that_is_not_an_object() {
        for body in [
            "",
            "{",
            "[]",
            "null",
            "1",
            "\"x\"",
            &"[".repeat(10_000),
            &"{\"a\":".repeat(10_000),
        ] {
            let found = Payload::parse(LifecycleEvent::Installed, body.as_bytes());
            assert_eq!(found.unwrap_err(), Malformed::NotAnObject);
        }
        assert_eq!(
            Payload::parse(LifecycleEvent::Installed, b"{\"a\":\"\xff\"}").unwrap_err(),
            Malformed::NotAnObject
        );
    }
}

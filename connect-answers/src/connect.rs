//! Responses about the app itself, which both products have.

use connect_events::shapes;
use serde::Deserialize;

/// The app as installed on a site: `GET …/rest/atlassian-connect/1/addons/{addonKey}`. Source:
/// "License API for cloud apps".
///
/// ```
/// use connect_answers::connect::InstalledApp;
///
/// let app: InstalledApp = serde_json::from_str(
///     r#"{"key": "com.example.votes", "state": "ENABLED", "license":
///         {"active": true, "evaluation": true, "type": "DEVELOPER", "entitlementId": "E-1"}}"#,
/// )?;
/// assert!(app.license.is_some_and(|license| license.active));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct InstalledApp {
    /// The app's key.
    #[serde(deserialize_with = "shapes::given")]
    pub key: String,
    /// The installed version.
    pub version: Option<String>,
    /// `ENABLED`: an app that is not enabled can't make the request.
    pub state: Option<String>,
    /// The licence of a paid app.
    #[serde(deserialize_with = "shapes::if_given")]
    pub license: Option<License>,
}

/// The licence of a paid app on a site.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct License {
    /// Whether it is active; `false` if the host doesn't state it.
    #[serde(deserialize_with = "shapes::given")]
    pub active: bool,
    /// `COMMERCIAL`, `ACADEMIC`, `COMMUNITY`, `DEVELOPER` and the like.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Whether it is an evaluation.
    #[serde(deserialize_with = "shapes::if_given")]
    pub evaluation: Option<bool>,
    /// The id of the entitlement.
    pub entitlement_id: Option<String>,
    /// The number of the entitlement.
    pub entitlement_number: Option<String>,
    /// The former support entitlement number.
    pub support_entitlement_number: Option<String>,
}

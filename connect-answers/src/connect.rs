//! What both products answer of the app itself.

use connect_events::shapes;
use serde::Deserialize;

/// The app as a site has it: `GET …/rest/atlassian-connect/1/addons/{addonKey}`. Source: "License API
/// for cloud apps".
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
    /// The version that the site has.
    pub version: Option<String>,
    /// `ENABLED`: one that is not enabled can't ask.
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
    /// Whether it holds. What the host doesn't say does not.
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
    /// The old number of the entitlement.
    pub support_entitlement_number: Option<String>,
}

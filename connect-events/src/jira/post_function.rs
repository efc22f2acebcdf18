//! Workflow post functions.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Issue, Person, Text};
use crate::{Id, Timestamp, shapes};

/// The payload of a workflow post function, which Jira calls once an issue has gone through the
/// transition. Source: "Workflow Post Function".
///
/// `C` is the configuration that the app's own pages save: any type that serde can deserialize. In
/// an app built on `connect-runtime` it is the body of a `#[jira_workflow_post_function]`, taken as
/// `Json<PostFunction<C>>`.
///
/// ```
/// use connect_events::jira::PostFunction;
///
/// #[derive(serde::Deserialize)]
/// struct Threshold {
///     votes: u32,
/// }
///
/// let run: PostFunction<Threshold> = serde_json::from_str(
///     r#"{
///         "transition": {"transitionId": 711, "transitionName": "Close", "from_status": "In review", "to_status": "Done"},
///         "comment": "",
///         "issue": {"id": "10001", "key": "DEMO-1", "fields": {"summary": "Try the app"}},
///         "configuration": {"value": "{\"votes\":3}"}
///     }"#,
/// )?;
/// assert_eq!(run.issue.key, "DEMO-1");
/// assert_eq!(run.transition.to_status.as_deref(), Some("Done"));
/// assert_eq!(run.configuration.value.map(|threshold| threshold.votes), Some(3));
/// assert!(run.comment.is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, bound(deserialize = "C: DeserializeOwned"))]
#[non_exhaustive]
pub struct PostFunction<C = Value> {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The transition that the issue has gone through.
    #[serde(deserialize_with = "shapes::given")]
    pub transition: Transition,
    /// The comment that the user added.
    #[serde(deserialize_with = "shapes::if_given")]
    pub comment: Option<Text>,
    /// The user who did it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub user: Option<Person>,
    /// The issue after the transition.
    #[serde(deserialize_with = "shapes::given")]
    pub issue: Issue,
    /// The app's configuration for this use of the function in a workflow.
    #[serde(deserialize_with = "shapes::given")]
    pub configuration: Configured<C>,
}

/// Implemented by hand, because a `C` need not have a default.
impl<C> Default for PostFunction<C> {
    fn default() -> Self {
        Self {
            timestamp: None,
            transition: Transition::default(),
            comment: None,
            user: None,
            issue: Issue::default(),
            configuration: Configured::default(),
        }
    }
}

/// A transition from one status to another.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Transition {
    /// The transition's id.
    #[serde(rename = "transitionId")]
    pub id: Option<Id>,
    /// Its name.
    #[serde(rename = "transitionName")]
    pub name: Option<String>,
    /// The name of the status before.
    pub from_status: Option<String>,
    /// The name of the status after.
    pub to_status: Option<String>,
    /// The workflow's id.
    #[serde(rename = "workflowId")]
    pub workflow_id: Option<Id>,
    /// The workflow's name.
    #[serde(rename = "workflowName")]
    pub workflow_name: Option<String>,
}

/// The value that the app's page has passed to `WorkflowConfiguration.onSave`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, bound(deserialize = "C: DeserializeOwned"))]
#[non_exhaustive]
pub struct Configured<C = Value> {
    /// The value, parsed from the text in which Jira stores it: JSON, or else the text itself.
    /// `None` if nothing was saved.
    #[serde(deserialize_with = "kept")]
    pub value: Option<C>,
}

impl<C> Default for Configured<C> {
    fn default() -> Self {
        Self { value: None }
    }
}

fn kept<'de, C, D>(deserializer: D) -> Result<Option<C>, D::Error>
where
    C: DeserializeOwned,
    D: Deserializer<'de>,
{
    let value = match shapes::if_given::<Value, D>(deserializer)? {
        // Text that is not JSON was saved as text.
        Some(Value::String(text)) => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        Some(value) => value,
        None => return Ok(None),
    };
    match value {
        Value::Null => Ok(None),
        value => C::deserialize(value)
            .map(Some)
            .map_err(serde::de::Error::custom),
    }
}

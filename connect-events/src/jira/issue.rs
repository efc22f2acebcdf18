//! Issues.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Changelog, Comment, Person, Project};
use crate::{Id, Timestamp, shapes};

/// An issue was created, changed or deleted: `jira:issue_created`, `jira:issue_updated`,
/// `jira:issue_deleted`.
///
/// The only payload that is documented in full. Source: "Webhooks".
///
/// ```
/// use connect_events::jira::IssueEvent;
///
/// let event: IssueEvent = serde_json::from_str(
///     r#"{
///         "webhookEvent": "jira:issue_updated",
///         "issue": {"id": "10001", "key": "DEMO-1", "fields": {
///             "summary": "Try the app", "priority": null, "customfield_10020": 3
///         }},
///         "changelog": {"id": "10600", "items": [
///             {"field": "status", "from": "1", "fromString": "To Do", "to": "3", "toString": "Done"}
///         ]}
///     }"#,
/// )?;
/// assert_eq!(event.issue.key, "DEMO-1");
/// assert_eq!(event.issue.fields.other["customfield_10020"], 3);
/// let status = event.change("status").ok_or("the status changed")?;
/// assert_eq!(status.to_string.as_deref(), Some("Done"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct IssueEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    #[serde(rename = "webhookEvent")]
    pub webhook_event: Option<String>,
    /// A more specific event name than `webhook_event`: `issue_generic`, `issue_commented`,
    /// `issue_assigned`. A site's administrators can add their own.
    pub issue_event_type_name: Option<String>,
    /// The user who did it; `None` if a rule or the host itself did.
    #[serde(deserialize_with = "shapes::if_given")]
    pub user: Option<Person>,
    /// The issue after the event; if it was deleted, before.
    #[serde(deserialize_with = "shapes::given")]
    pub issue: Issue,
    /// The changes, for an update.
    #[serde(deserialize_with = "shapes::if_given")]
    pub changelog: Option<Changelog>,
    /// The comment that came with the update.
    #[serde(deserialize_with = "shapes::if_given")]
    pub comment: Option<Comment>,
}

impl IssueEvent {
    /// The change of a field, by its id (`customfield_10020`) or its name in the changelog
    /// (`Sprint`).
    #[must_use]
    pub fn change(&self, field: &str) -> Option<&super::Change> {
        self.changelog.as_ref()?.items.iter().find(|change| {
            change.field_id.as_deref() == Some(field) || change.field.as_deref() == Some(field)
        })
    }
}

/// An issue.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Issue {
    /// The id, which never changes.
    #[serde(deserialize_with = "shapes::given")]
    pub id: Id,
    /// The key, which changes when the issue moves to another project.
    #[serde(deserialize_with = "shapes::given")]
    pub key: String,
    /// The fields. Events about comments only include some of them.
    #[serde(deserialize_with = "shapes::given")]
    pub fields: IssueFields,
    /// The URL of its REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}

/// The fields of an issue: a few typed ones, the rest as received.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct IssueFields {
    /// The summary.
    pub summary: Option<String>,
    /// Its status.
    #[serde(deserialize_with = "shapes::if_given")]
    pub status: Option<Status>,
    /// Its type: a task, a bug.
    #[serde(deserialize_with = "shapes::if_given")]
    pub issuetype: Option<IssueType>,
    /// Its project.
    #[serde(deserialize_with = "shapes::if_given")]
    pub project: Option<Project>,
    /// Its priority; a project may have none.
    #[serde(deserialize_with = "shapes::if_given")]
    pub priority: Option<Priority>,
    /// The user who reported it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub reporter: Option<Person>,
    /// The user who is working on it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub assignee: Option<Person>,
    /// The user who created it.
    #[serde(deserialize_with = "shapes::if_given")]
    pub creator: Option<Person>,
    /// Its labels.
    #[serde(deserialize_with = "shapes::given")]
    pub labels: Vec<String>,
    /// When it was created, such as `2024-11-26T10:04:25.165+0100`.
    #[serde(deserialize_with = "shapes::moment")]
    pub created: Option<Timestamp>,
    /// When it was last changed, likewise.
    #[serde(deserialize_with = "shapes::moment")]
    pub updated: Option<Timestamp>,
    /// Every other field by its id: `description`, `customfield_10020`.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// A status of a workflow.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Status {
    /// The id.
    pub id: Option<Id>,
    /// The name, in the language of the site.
    #[serde(deserialize_with = "shapes::given")]
    pub name: String,
    /// Its category: the same on every site, unlike its name.
    #[serde(deserialize_with = "shapes::if_given")]
    pub status_category: Option<StatusCategory>,
}

/// The category of a status.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct StatusCategory {
    /// `new`, `indeterminate` (in progress) or `done`.
    pub key: Option<String>,
    /// The name, in the language of the site.
    pub name: Option<String>,
}

/// The type of an issue.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct IssueType {
    /// The id.
    pub id: Option<Id>,
    /// The name, in the language of the site.
    #[serde(deserialize_with = "shapes::given")]
    pub name: String,
    /// Whether issues of this type are sub-tasks of another issue.
    pub subtask: Option<bool>,
    /// 1 for epics, 0 for standalone issues, -1 for sub-tasks.
    pub hierarchy_level: Option<i64>,
}

/// A priority.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "WrittenPriority")]
#[non_exhaustive]
pub struct Priority {
    /// The id.
    pub id: Option<Id>,
    /// The name.
    pub name: String,
}

/// The documentation's example only has the name; the host sends an object.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenPriority {
    Name(String),
    Object {
        id: Option<Id>,
        #[serde(default, deserialize_with = "shapes::given")]
        name: String,
    },
}

impl From<WrittenPriority> for Priority {
    fn from(written: WrittenPriority) -> Self {
        match written {
            WrittenPriority::Name(name) => Self { id: None, name },
            WrittenPriority::Object { id, name } => Self { id, name },
        }
    }
}

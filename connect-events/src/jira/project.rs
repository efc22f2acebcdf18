//! Projects and their versions.

use serde::Deserialize;

use super::Person;
use crate::{Id, Timestamp, shapes};

/// A project.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Project {
    /// The id: a number in the events of projects, text among the fields of an issue.
    #[serde(deserialize_with = "shapes::given")]
    pub id: Id,
    /// The key, which can change.
    #[serde(deserialize_with = "shapes::given")]
    pub key: String,
    /// The name.
    pub name: Option<String>,
    /// Who leads it, in the events of projects.
    #[serde(deserialize_with = "shapes::if_given")]
    pub project_lead: Option<Person>,
    /// Who gets its issues by default: `admin.assignee.type.unassigned`.
    pub assignee_type: Option<String>,
    /// `software`, `business` or `service_desk`.
    pub project_type_key: Option<String>,
    /// The REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}

/// A project was created, changed, archived, deleted or brought back: `project_created`,
/// `project_updated`, `project_deleted`, `project_soft_deleted`, `project_restored_deleted`,
/// `project_archived`, `project_restored_archived`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct ProjectEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The project.
    #[serde(deserialize_with = "shapes::given")]
    pub project: Project,
}

/// A version, which the product calls a release as well.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Version {
    /// The id.
    #[serde(deserialize_with = "shapes::given")]
    pub id: Id,
    /// The name.
    pub name: Option<String>,
    /// The description.
    pub description: Option<String>,
    /// The project that it belongs to.
    pub project_id: Option<Id>,
    /// Whether it is archived.
    pub archived: Option<bool>,
    /// Whether it is released.
    pub released: Option<bool>,
    /// Whether its day of release is past and it is not released.
    pub overdue: Option<bool>,
    /// The day on which work starts, such as `2024-11-26`.
    pub start_date: Option<String>,
    /// The day of the release, such as `2024-11-30`.
    pub release_date: Option<String>,
    /// The REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}

/// A version was created, changed, moved, released, merged or deleted: the events that begin with
/// `jira:version_`.
///
/// A merge comes as `jira:version_deleted` (see the facts of `jira:version_merged`): the version
/// that is gone is [`version`](Self::version), and the one that took its issues
/// [`merged_to`](Self::merged_to).
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct VersionEvent {
    /// When it happened.
    #[serde(deserialize_with = "shapes::moment")]
    pub timestamp: Option<Timestamp>,
    /// The event's name.
    pub webhook_event: Option<String>,
    /// The version.
    #[serde(deserialize_with = "shapes::given")]
    pub version: Version,
    /// The version that this one was merged into.
    #[serde(deserialize_with = "shapes::if_given")]
    pub merged_to: Option<Version>,
}

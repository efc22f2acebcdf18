//! Projects and their versions.

use serde::Deserialize;

use super::Person;
use crate::{Id, Timestamp, shapes};

/// A project.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct Project {
    /// The id: a number in events about projects, text in the fields of an issue.
    #[serde(deserialize_with = "shapes::given")]
    pub id: Id,
    /// The key, which can change.
    #[serde(deserialize_with = "shapes::given")]
    pub key: String,
    /// The name.
    pub name: Option<String>,
    /// The project lead, in events about projects.
    #[serde(deserialize_with = "shapes::if_given")]
    pub project_lead: Option<Person>,
    /// The default assignee: `admin.assignee.type.unassigned`.
    pub assignee_type: Option<String>,
    /// `software`, `business` or `service_desk`.
    pub project_type_key: Option<String>,
    /// The URL of its REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}

/// A project was created, changed, archived, deleted or restored: `project_created`,
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

/// A version, also called a release.
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
    /// Whether it is unreleased after its release date.
    pub overdue: Option<bool>,
    /// The start date, such as `2024-11-26`.
    pub start_date: Option<String>,
    /// The release date, such as `2024-11-30`.
    pub release_date: Option<String>,
    /// The URL of its REST resource.
    #[serde(rename = "self")]
    pub self_url: Option<String>,
}

/// A version was created, changed, moved, released, merged or deleted: the events that start with
/// `jira:version_`.
///
/// A merge is sent as `jira:version_deleted` (see the facts of `jira:version_merged`): the removed
/// version is [`version`](Self::version), and the one that took over its issues is
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

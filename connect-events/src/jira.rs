//! Payloads of Jira's webhooks.
//!
//! # Which type for which event
//!
//! The documentation shows one payload in full, that of an issue's events ("Webhooks"). The other
//! types are based on what the host was observed to send, as the last column states.
//!
//! | events | type | based on |
//! |---|---|---|
//! | `jira:issue_created`, `jira:issue_updated`, `jira:issue_deleted` | [`IssueEvent`] | documentation |
//! | `comment_created`, `comment_updated`, `comment_deleted` | [`CommentEvent`] | observed bodies |
//! | `worklog_created`, `worklog_updated`, `worklog_deleted` | [`WorklogEvent`] | observed bodies |
//! | `attachment_created`, `attachment_deleted` | [`AttachmentEvent`] | observed bodies |
//! | `issuelink_created`, `issuelink_deleted` | [`IssueLinkEvent`] | observed bodies |
//! | `issue_property_set`, `issue_property_deleted` | [`IssuePropertyEvent`] | part names only |
//! | `project_created`, `project_updated`, `project_deleted`, `project_soft_deleted`, `project_restored_deleted`, `project_archived`, `project_restored_archived`, `project_app_enabled`, `project_app_disabled` | [`ProjectEvent`] | observed bodies |
//! | `jira:version_created`, `jira:version_updated`, `jira:version_released`, `jira:version_unreleased`, `jira:version_moved`, `jira:version_merged`, `jira:version_deleted` | [`VersionEvent`] | observed bodies |
//! | `user_created`, `user_updated`, `user_deleted` | [`UserEvent`] | part names only |
//! | `sprint_created`, `sprint_updated`, `sprint_started`, `sprint_closed`, `sprint_deleted` | [`SprintEvent`] | observed bodies |
//! | `board_created`, `board_updated`, `board_deleted`, `board_configuration_changed` | [`BoardEvent`] | part names only |
//!
//! A workflow post function is not a webhook; it is called with a [`PostFunction`].
//!
//! The other events have no type here, because nothing reliable is known about their bodies:
//! settings (`option_…`), filters, issue types, the old `jira:worklog_updated`,
//! `jira_expression_evaluation_failed`, and those common to all products. Use an
//! `Event<serde_json::Value>` for those, or a type of your own.

mod agile;
mod attachment;
mod changelog;
mod comment;
mod issue;
mod link;
mod person;
mod post_function;
mod project;
mod property;
mod worklog;

pub use self::agile::{Board, BoardEvent, Sprint, SprintEvent};
pub use self::attachment::{Attachment, AttachmentEvent};
pub use self::changelog::{Change, Changelog};
pub use self::comment::{Comment, CommentEvent, Text};
pub use self::issue::{
    Issue, IssueEvent, IssueFields, IssueType, Priority, Status, StatusCategory,
};
pub use self::link::{IssueLink, IssueLinkEvent, IssueLinkType};
pub use self::person::{Person, UserEvent};
pub use self::post_function::{Configured, PostFunction, Transition};
pub use self::project::{Project, ProjectEvent, Version, VersionEvent};
pub use self::property::{EntityProperty, IssuePropertyEvent};
pub use self::worklog::{Worklog, WorklogEvent};

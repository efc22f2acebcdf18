//! Payloads of the webhooks that Jira and Confluence send to Connect apps.
//!
//! ```
//! use connect_events::IssueEvent;
//!
//! let body = r#"{ "webhookEvent": "jira:issue_updated", "timestamp": 1700000000000,
//!     "issue": { "id": "10000", "key": "DEMO-1", "fields": {} },
//!     "changelog": { "id": "1", "items": [
//!         { "field": "resolution", "fieldId": "resolution", "to": "1", "toString": "Done" }
//!     ] } }"#;
//! let event: IssueEvent = serde_json::from_str(body)?;
//! let change = event.change("resolution");
//! assert_eq!(change.and_then(|change| change.to_string.as_deref()), Some("Done"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! In an app of `connect-runtime` each type is the `T` of an `Event<T>` argument.
//!
//! They read what the host is known to send, and forgive what it is known to vary: fields they
//! don't know are passed over (and stay readable in `Event::body`),
//! a field that can be absent or null is an [`Option`], a list that is null is empty, and an
//! identifier is an [`Id`] whether it comes as a number or as text. A body that lacks the very thing
//! that the event is about is answered with 400.
//!
//! Webhooks with `exclude_body` carry no body, so they have no payload to take.
//!
//! Moments come as the host writes them: in milliseconds since 1970 (`i64`), or as text.
//!
//! # Which type for which event
//!
//! The documentation shows one payload in full, that of an issue's events ("Webhooks"). The other
//! types rest on what the host was seen to send, as the last column says.
//!
//! | events | type | rests on |
//! |---|---|---|
//! | `jira:issue_created`, `jira:issue_updated`, `jira:issue_deleted` | [`IssueEvent`] | documentation |
//! | `comment_created`, `comment_updated`, `comment_deleted` (Jira) | [`CommentEvent`] | bodies seen |
//! | `worklog_created`, `worklog_updated`, `worklog_deleted` | [`WorklogEvent`] | bodies seen |
//! | `attachment_created`, `attachment_deleted` (Jira) | [`AttachmentEvent`] | bodies seen |
//! | `issuelink_created`, `issuelink_deleted` | [`IssueLinkEvent`] | bodies seen |
//! | `issue_property_set`, `issue_property_deleted` | [`IssuePropertyEvent`] | names of the parts only |
//! | `project_created`, `project_updated`, `project_deleted`, `project_soft_deleted`, `project_restored_deleted`, `project_archived`, `project_restored_archived`, `project_app_enabled`, `project_app_disabled` | [`ProjectEvent`] | bodies seen |
//! | `jira:version_created`, `jira:version_updated`, `jira:version_released`, `jira:version_unreleased`, `jira:version_moved`, `jira:version_merged`, `jira:version_deleted` | [`VersionEvent`] | bodies seen |
//! | `user_created`, `user_updated`, `user_deleted` (Jira) | [`UserEvent`] | names of the parts only |
//! | `sprint_created`, `sprint_updated`, `sprint_started`, `sprint_closed`, `sprint_deleted` | [`SprintEvent`] | bodies seen |
//! | `board_created`, `board_updated`, `board_deleted`, `board_configuration_changed` | [`BoardEvent`] | names of the parts only |
//! | `page_created`, `page_updated`, `page_moved`, `page_copied`, `page_viewed`, `page_trashed`, `page_restored`, `page_removed`, `page_archived`, `page_unarchived`, `page_children_reordered`, `page_initialized`, `page_started`, `page_snapshotted`, `page_published`, `blueprint_page_created` | [`PageEvent`] | bodies seen |
//! | `blog_created`, `blog_updated`, `blog_moved`, `blog_viewed`, `blog_trashed`, `blog_restored`, `blog_removed` | [`BlogPostEvent`] | names of the parts only |
//! | `comment_created`, `comment_updated`, `comment_removed` (Confluence) | [`ConfluenceCommentEvent`] | bodies seen |
//! | `attachment_created`, `attachment_updated`, `attachment_viewed`, `attachment_trashed`, `attachment_restored`, `attachment_removed`, `attachment_archived`, `attachment_unarchived` (Confluence) | [`ConfluenceAttachmentEvent`] | names of the parts only |
//! | `label_added`, `label_removed`, `label_created`, `label_deleted` | [`LabelEvent`] | names of the parts only |
//! | `space_created`, `space_updated`, `space_logo_updated`, `space_permissions_updated`, `space_trashed`, `space_restored`, `space_removed`, `space_archived`, `space_unarchived` | [`SpaceEvent`] | bodies seen |
//! | `content_created`, `content_updated`, `content_trashed`, `content_restored`, `content_removed`, `content_permissions_updated` | [`ContentEvent`] | bodies seen |
//! | `user_created`, `user_updated`, `user_deactivated`, `user_reactivated`, `user_removed`, `user_followed` (Confluence) | [`ConfluenceUserEvent`] | names of the parts only |
//! | `group_created`, `group_removed` | [`GroupEvent`] | names of the parts only |
//!
//! The other events have no type here, for nothing reliable is known of their bodies: settings
//! (`option_…`), filters, issue types, the old `jira:worklog_updated`,
//! `jira_expression_evaluation_failed`, themes, searches, relations, logins, and what is common to
//! all products. Take an `Event<serde_json::Value>` for those, or a type of your own.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod agile;
mod attachment;
mod changelog;
mod comment;
mod confluence_attachment;
mod confluence_comment;
mod content;
mod id;
mod issue;
mod label;
mod link;
mod member;
mod page;
mod person;
mod project;
mod property;
mod shapes;
mod space;
#[cfg(test)]
mod tests;
mod worklog;

pub use self::agile::{Board, BoardEvent, Sprint, SprintEvent};
pub use self::attachment::{Attachment, AttachmentEvent};
pub use self::changelog::{Change, Changelog};
pub use self::comment::{Comment, CommentEvent, Text};
pub use self::confluence_attachment::{ConfluenceAttachment, ConfluenceAttachmentEvent};
pub use self::confluence_comment::ConfluenceCommentEvent;
pub use self::content::{Content, ContentEvent};
pub use self::id::Id;
pub use self::issue::{
    Issue, IssueEvent, IssueFields, IssueType, Priority, Status, StatusCategory,
};
pub use self::label::{Label, LabelEvent};
pub use self::link::{IssueLink, IssueLinkEvent, IssueLinkType};
pub use self::member::{ConfluenceUserEvent, GroupEvent, UserProfile};
pub use self::page::{BlogPostEvent, PageEvent};
pub use self::person::{Person, UserEvent};
pub use self::project::{Project, ProjectEvent, Version, VersionEvent};
pub use self::property::{EntityProperty, IssuePropertyEvent};
pub use self::space::{Space, SpaceEvent};
pub use self::worklog::{Worklog, WorklogEvent};

/// The examples of the README are tested.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeDoctests;

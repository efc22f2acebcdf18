//! Payloads of Confluence's webhooks.
//!
//! # Which type for which event
//!
//! The documentation shows none of them in full; they are based on what the host was observed to
//! send, as the last column states.
//!
//! | events | type | based on |
//! |---|---|---|
//! | `page_created`, `page_updated`, `page_moved`, `page_copied`, `page_viewed`, `page_trashed`, `page_restored`, `page_removed`, `page_archived`, `page_unarchived`, `page_children_reordered`, `page_initialized`, `page_started`, `page_snapshotted`, `page_published`, `blueprint_page_created` | [`PageEvent`] | observed bodies |
//! | `blog_created`, `blog_updated`, `blog_moved`, `blog_viewed`, `blog_trashed`, `blog_restored`, `blog_removed` | [`BlogPostEvent`] | part names only |
//! | `comment_created`, `comment_updated`, `comment_removed` | [`CommentEvent`] | observed bodies |
//! | `attachment_created`, `attachment_updated`, `attachment_viewed`, `attachment_trashed`, `attachment_restored`, `attachment_removed`, `attachment_archived`, `attachment_unarchived` | [`AttachmentEvent`] | part names only |
//! | `label_added`, `label_removed`, `label_created`, `label_deleted` | [`LabelEvent`] | part names only |
//! | `space_created`, `space_updated`, `space_logo_updated`, `space_permissions_updated`, `space_trashed`, `space_restored`, `space_removed`, `space_archived`, `space_unarchived` | [`SpaceEvent`] | observed bodies |
//! | `content_created`, `content_updated`, `content_trashed`, `content_restored`, `content_removed`, `content_permissions_updated` | [`ContentEvent`] | observed bodies |
//! | `user_created`, `user_updated`, `user_deactivated`, `user_reactivated`, `user_removed`, `user_followed` | [`UserEvent`] | part names only |
//! | `group_created`, `group_removed` | [`GroupEvent`] | part names only |
//!
//! The other events have no type here, because nothing reliable is known about their bodies:
//! themes, searches, relations, logins, and those common to all products. Use an
//! `Event<serde_json::Value>` for those, or a type of your own.

mod attachment;
mod comment;
mod content;
mod label;
mod member;
mod page;
mod space;

pub use self::attachment::{Attachment, AttachmentEvent};
pub use self::comment::CommentEvent;
pub use self::content::{Content, ContentEvent};
pub use self::label::{Label, LabelEvent};
pub use self::member::{GroupEvent, UserEvent, UserProfile};
pub use self::page::{BlogPostEvent, PageEvent};
pub use self::space::{Space, SpaceEvent};

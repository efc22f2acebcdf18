//! Payloads of Confluence's webhooks.
//!
//! # Which type for which event
//!
//! The documentation shows none of them in full; they rest on what the host was seen to send, as the
//! last column says.
//!
//! | events | type | rests on |
//! |---|---|---|
//! | `page_created`, `page_updated`, `page_moved`, `page_copied`, `page_viewed`, `page_trashed`, `page_restored`, `page_removed`, `page_archived`, `page_unarchived`, `page_children_reordered`, `page_initialized`, `page_started`, `page_snapshotted`, `page_published`, `blueprint_page_created` | [`PageEvent`] | bodies seen |
//! | `blog_created`, `blog_updated`, `blog_moved`, `blog_viewed`, `blog_trashed`, `blog_restored`, `blog_removed` | [`BlogPostEvent`] | names of the parts only |
//! | `comment_created`, `comment_updated`, `comment_removed` | [`CommentEvent`] | bodies seen |
//! | `attachment_created`, `attachment_updated`, `attachment_viewed`, `attachment_trashed`, `attachment_restored`, `attachment_removed`, `attachment_archived`, `attachment_unarchived` | [`AttachmentEvent`] | names of the parts only |
//! | `label_added`, `label_removed`, `label_created`, `label_deleted` | [`LabelEvent`] | names of the parts only |
//! | `space_created`, `space_updated`, `space_logo_updated`, `space_permissions_updated`, `space_trashed`, `space_restored`, `space_removed`, `space_archived`, `space_unarchived` | [`SpaceEvent`] | bodies seen |
//! | `content_created`, `content_updated`, `content_trashed`, `content_restored`, `content_removed`, `content_permissions_updated` | [`ContentEvent`] | bodies seen |
//! | `user_created`, `user_updated`, `user_deactivated`, `user_reactivated`, `user_removed`, `user_followed` | [`UserEvent`] | names of the parts only |
//! | `group_created`, `group_removed` | [`GroupEvent`] | names of the parts only |
//!
//! The other events have no type here, because nothing reliable is known of their bodies: themes,
//! searches, relations, logins, and what is common to all products. Take an
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

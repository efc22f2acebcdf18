//! The payload types of webhook events.
//!
//! Each type in [`events`](crate::events) is for certain events. Only those types are checked
//! against the event: a type of the app's own may read anything.

use self::events_of::*;
use super::argument::Argument;
use crate::events::{confluence, jira};
use crate::extract::Event;

/// The groups of events that payload types are for. An expansion names one of these for each group of
/// events that the attribute lists.
pub mod events_of {
    /// Any event whose body has no type in [`events`](crate::events).
    #[derive(Debug)]
    pub struct Untyped;

    macro_rules! groups {
        ($($(#[$doc:meta])* $group:ident)*) => { $( $(#[$doc])* #[derive(Debug)] pub struct $group; )* };
    }

    groups! {
        /// `jira:issue_created` and the like.
        Issue
        /// `comment_created` and `comment_updated`, of Jira or of Confluence.
        Comment
        /// `comment_deleted`.
        JiraComment
        /// `comment_removed`.
        ConfluenceComment
        /// `worklog_created` and the like.
        Worklog
        /// `attachment_created`, of Jira or of Confluence.
        Attachment
        /// `attachment_deleted`.
        JiraAttachment
        /// `attachment_updated` and the like.
        ConfluenceAttachment
        /// `issuelink_created` and the like.
        IssueLink
        /// `issue_property_set` and the like.
        IssueProperty
        /// `project_created` and the like.
        Project
        /// `jira:version_created` and the like.
        Version
        /// `user_created` and `user_updated`, of Jira or of Confluence.
        User
        /// `user_deleted`.
        JiraUser
        /// `user_removed` and the like.
        ConfluenceUser
        /// `sprint_created` and the like.
        Sprint
        /// `board_created` and the like.
        Board
        /// `page_created` and the like.
        Page
        /// `blog_created` and the like.
        BlogPost
        /// `label_added` and the like.
        Label
        /// `space_created` and the like.
        Space
        /// `content_created` and the like.
        Content
        /// `group_created` and the like.
        Group
    }
}

/// One of the types of [`events`](crate::events).
pub trait Payload {}

impl Payload for jira::IssueEvent {}
impl Payload for jira::CommentEvent {}
impl Payload for jira::WorklogEvent {}
impl Payload for jira::AttachmentEvent {}
impl Payload for jira::IssueLinkEvent {}
impl Payload for jira::IssuePropertyEvent {}
impl Payload for jira::ProjectEvent {}
impl Payload for jira::VersionEvent {}
impl Payload for jira::UserEvent {}
impl Payload for jira::SprintEvent {}
impl Payload for jira::BoardEvent {}
impl Payload for confluence::PageEvent {}
impl Payload for confluence::BlogPostEvent {}
impl Payload for confluence::CommentEvent {}
impl Payload for confluence::AttachmentEvent {}
impl Payload for confluence::LabelEvent {}
impl Payload for confluence::SpaceEvent {}
impl Payload for confluence::ContentEvent {}
impl Payload for confluence::UserEvent {}
impl Payload for confluence::GroupEvent {}

/// Events whose payload is a `P`.
#[diagnostic::on_unimplemented(
    message = "this webhook's event does not carry `{P}`",
    label = "not what the event carries",
    note = "take the type that `connect_runtime::events` lists for the event, a `serde_json::Value`, or a \
            type of your own; `unlisted(\"…\")` around the event leaves it unchecked"
)]
pub trait Carries<P> {}

impl Carries<jira::IssueEvent> for Issue {}
impl Carries<jira::CommentEvent> for Comment {}
impl Carries<jira::CommentEvent> for JiraComment {}
impl Carries<jira::WorklogEvent> for Worklog {}
impl Carries<jira::AttachmentEvent> for Attachment {}
impl Carries<jira::AttachmentEvent> for JiraAttachment {}
impl Carries<jira::IssueLinkEvent> for IssueLink {}
impl Carries<jira::IssuePropertyEvent> for IssueProperty {}
impl Carries<jira::ProjectEvent> for Project {}
impl Carries<jira::VersionEvent> for Version {}
impl Carries<jira::UserEvent> for User {}
impl Carries<jira::UserEvent> for JiraUser {}
impl Carries<jira::SprintEvent> for Sprint {}
impl Carries<jira::BoardEvent> for Board {}
impl Carries<confluence::PageEvent> for Page {}
impl Carries<confluence::BlogPostEvent> for BlogPost {}
impl Carries<confluence::CommentEvent> for Comment {}
impl Carries<confluence::CommentEvent> for ConfluenceComment {}
impl Carries<confluence::AttachmentEvent> for Attachment {}
impl Carries<confluence::AttachmentEvent> for ConfluenceAttachment {}
impl Carries<confluence::LabelEvent> for Label {}
impl Carries<confluence::SpaceEvent> for Space {}
impl Carries<confluence::ContentEvent> for Content {}
impl Carries<confluence::UserEvent> for User {}
impl Carries<confluence::UserEvent> for ConfluenceUser {}
impl Carries<confluence::GroupEvent> for Group {}

impl<P: Payload> Argument<Event<P>> {
    /// Requires that the events `E` carry this payload.
    pub fn carried_by<E: Carries<P>>(&self) {}
}

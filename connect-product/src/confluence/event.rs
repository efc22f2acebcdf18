//! The webhook bodies about changes. Source: "Webhooks".

use serde_json::{Value, json};

use super::content::{self, Content};
use super::space::Space;
use crate::failure::Failure;
use crate::turn::Turn;

/// Content in an event.
pub(super) fn content(turn: &Turn<'_>, content: &Content) -> Value {
    let id = content.public_id();
    let mut shown = json!({
        "id": id,
        "idAsString": id,
        "title": content.title,
        "contentType": content.custom_type.as_ref().unwrap_or(&content.kind),
        "version": content.version,
        "spaceKey": content.space_key,
        "spaceId": content.space,
        "creatorAccountId": content.creator,
        "creationDate": content.created,
        "lastModifierAccountId": content.author,
        "modificationDate": content.modified,
        "self": turn.link(&content.web_path()),
    });
    if content.kind == "comment"
        && let Some(shown) = shown.as_object_mut()
    {
        shown.remove("title");
    }
    shown
}

/// Reports a change of content, under the event name for its kind: `page_created`.
pub(super) fn tell(turn: &mut Turn<'_>, about: &Content, what: What) {
    let shown = content(turn, about);
    let (group, event) = what.of(&about.kind);
    let mut body = json!({ group: shown });
    if event == "page_updated" {
        body["updateTrigger"] = "edit_page".into();
        body["suppressNotifications"] = false.into();
    }
    turn.changed(event, None, body);
}

/// Reports a change of a comment, with what it is on.
pub(super) async fn tell_comment(
    turn: &mut Turn<'_>,
    comment: &Content,
    event: &'static str,
) -> Result<(), Failure> {
    let mut shown = content(turn, comment);
    if let Some(within) = comment.container
        && let Some(within) = content::get(&mut turn.database, within).await?
    {
        shown["parent"] = content(turn, &within);
    }
    if let Some(parent) = comment.parent
        && let Some(parent) = content::get(&mut turn.database, parent).await?
    {
        shown["inReplyTo"] = content(turn, &parent);
    }
    turn.changed(event, None, json!({ "comment": shown }));
    Ok(())
}

/// Reports a change of attachments, with what they are attached to.
pub(super) async fn tell_attachments(
    turn: &mut Turn<'_>,
    attachments: &[Content],
    event: &'static str,
) -> Result<(), Failure> {
    let Some(first) = attachments.first() else {
        return Ok(());
    };
    let shown: Vec<Value> = attachments
        .iter()
        .map(|it| {
            json!({
                "id": it.id, "fileName": it.title, "fileSize": it.size, "version": it.version,
                "comment": it.message, "creatorAccountId": it.creator, "creationDate": it.created,
                "lastModifierAccountId": it.author, "modificationDate": it.modified,
                "self": turn.link(&it.download_path()),
            })
        })
        .collect();
    let mut body = json!({ "attachments": shown });
    if let Some(within) = first.container
        && let Some(within) = content::get(&mut turn.database, within).await?
    {
        body["attachedTo"] = content(turn, &within);
    }
    turn.changed(event, None, body);
    Ok(())
}

/// Reports a change of a label; `labeled` is what it is on.
pub(super) fn tell_label(
    turn: &mut Turn<'_>,
    event: &'static str,
    prefix: &str,
    name: &str,
    labeled: Option<Value>,
) {
    let mut body = json!({ "label": {
        "name": name, "title": name, "prefix": prefix, "self": turn.link(&format!("/label/{name}")),
    }});
    if let Some(labeled) = labeled {
        body["labeled"] = labeled;
    }
    turn.changed(event, None, body);
}

/// A space in an event.
pub(super) fn space(turn: &Turn<'_>, space: &Space) -> Value {
    json!({
        "id": space.id, "key": space.key, "title": space.name,
        "isPersonalSpace": space.kind == "personal",
        "creatorAccountId": space.creator, "creationDate": space.created,
        "lastModifierAccountId": space.creator, "modificationDate": space.created,
        "self": turn.link(&format!("/spaces/{}", space.key)),
    })
}

pub(super) fn tell_space(turn: &mut Turn<'_>, about: &Space, event: &'static str) {
    let shown = space(turn, about);
    turn.changed(event, None, json!({ "space": shown }));
}

/// What happened to a piece of content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Created,
    Updated,
    Trashed,
    Removed,
    Restored,
    Archived,
    Copied,
}

impl What {
    /// The member of the body, and the event's name, for a kind of content.
    fn of(self, kind: &str) -> (&'static str, &'static str) {
        let (group, events) = match kind {
            "page" => (
                "page",
                [
                    "page_created",
                    "page_updated",
                    "page_trashed",
                    "page_removed",
                    "page_restored",
                    "page_archived",
                    "page_copied",
                ],
            ),
            "blogpost" => (
                "blog",
                [
                    "blog_created",
                    "blog_updated",
                    "blog_trashed",
                    "blog_removed",
                    "blog_restored",
                    "blog_updated",
                    "blog_created",
                ],
            ),
            _ => (
                "content",
                [
                    "content_created",
                    "content_updated",
                    "content_trashed",
                    "content_removed",
                    "content_restored",
                    "content_updated",
                    "content_created",
                ],
            ),
        };
        let event = match self {
            What::Created => events[0],
            What::Updated => events[1],
            What::Trashed => events[2],
            What::Removed => events[3],
            What::Restored => events[4],
            What::Archived => events[5],
            What::Copied => events[6],
        };
        (group, event)
    }
}

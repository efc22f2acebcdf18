//! Forge events, converted to the Connect webhooks that they correspond to.
//!
//! A Forge event has its own name and shape. What Connect also provides is put where Connect has it,
//! so that one type reads both; everything that the event contained is still there.
//!
//! | Forge | Connect |
//! |---|---|
//! | `timestamp` as text, `eventCreatedDate` | `timestamp` in milliseconds |
//! | `atlassianId` | `user.accountId` for issues, `userAccountId` in Confluence |
//! | `jiraEventTypeName` | `issue_event_type_name` |
//! | `id`, `sourceIssueId`, … for a link | `issueLink` |
//! | `content`, in the REST API's shape | `page`, `blog`, `comment`, `content`, `attachments`, `labeled` |
//! | `space.name`, `user` in Confluence | `space.title`, `userProfile` |
//!
//! Several Connect events are a single Forge event: comments that were created and changed are
//! distinguished by their dates, Jira options by their keys ([`Event::is`]).
//!
//! Sources: "Product events reference"; "Events" of Forge Remote; "Life cycle events".

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::Timestamp;

/// A Forge event as received.
#[derive(Clone, PartialEq)]
pub struct Event {
    members: Map<String, Value>,
}

/// A body that is not an event, because it isn't an object. Doesn't quote the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoEvent;

impl Event {
    /// Parses a body. An object whose only member is an object named `payload` is unwrapped.
    ///
    /// # Errors
    /// [`NoEvent`] if it is not a JSON object.
    pub fn read(body: &[u8]) -> Result<Self, NoEvent> {
        let read = serde_json::from_slice::<Map<String, Value>>(body);
        let mut members = read.map_err(|_| NoEvent)?;
        if members.len() == 1
            && let Some(Value::Object(inner)) = members.get_mut("payload")
        {
            members = std::mem::take(inner);
        }
        Ok(Self { members })
    }

    /// The event's name: `avi:jira:created:issue`.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.text("eventType")
    }

    /// The account id of the user who did it.
    #[must_use]
    pub fn account_id(&self) -> Option<&str> {
        self.text("atlassianId")
    }

    /// How many deliveries came before this one.
    #[must_use]
    pub fn retry(&self) -> u64 {
        let context = self.members.get("retryContext");
        let count = context.and_then(|it| it.get("retryCount")?.as_u64());
        count.unwrap_or_default()
    }

    /// The names of its members, which reveal nothing about their values.
    #[must_use]
    pub fn members(&self) -> BTreeSet<&str> {
        self.members.keys().map(String::as_str).collect()
    }

    /// A value that is the same for each delivery of the event, and different for every other
    /// event: everything in it, except what describes the delivery. `None` if it has no timestamp,
    /// so that two events could be identical.
    #[must_use]
    pub fn identity(&self) -> Option<Vec<u8>> {
        self.happened()?;
        let mut members = self.members.clone();
        members.remove("retryContext");
        serde_json::to_vec(&members).ok()
    }

    /// Whether it is this Connect event, of those for which Forge has a single name.
    ///
    /// ```
    /// use connect_events::forge::Event;
    ///
    /// let body = r#"{ "eventType": "avi:jira:commented:issue",
    ///     "comment": { "created": "2026-01-01T10:00:00Z", "updated": "2026-01-01T10:05:00Z" } }"#;
    /// let event = Event::read(body.as_bytes()).unwrap();
    /// assert!(event.is("comment_updated") && !event.is("comment_created"));
    /// ```
    #[must_use]
    pub fn is(&self, webhook: &str) -> bool {
        let option = OPTIONS.iter().find(|(name, _)| *name == webhook);
        if let Some((_, key)) = option {
            let changed = self.members.get("property");
            return changed.and_then(|it| it.get("key")?.as_str()) == Some(*key);
        }
        if self.name() == Some(COMMENTED) {
            return match webhook {
                "comment_created" => !self.comment_was_changed(),
                "comment_updated" => self.comment_was_changed(),
                _ => true,
            };
        }
        true
    }

    fn comment_was_changed(&self) -> bool {
        let comment = self.members.get("comment");
        let at = |name: &str| comment.and_then(|it| it.get(name));
        match (at("created"), at("updated")) {
            (Some(created), Some(updated)) => created != updated,
            _ => false,
        }
    }

    /// The body of a Connect webhook, with the additional members that Forge has.
    #[must_use]
    pub fn as_webhook(&self, webhook: &str) -> Value {
        let mut body = self.members.clone();
        if let Some(moment) = self.happened() {
            body.insert("timestamp".to_owned(), moment.as_millisecond().into());
        }
        if self
            .name()
            .is_some_and(|name| name.starts_with("avi:confluence:"))
        {
            confluence(webhook, &mut body);
        } else {
            body.insert("webhookEvent".to_owned(), webhook.into());
            jira(webhook, &mut body);
        }
        body.into()
    }

    /// When it happened.
    fn happened(&self) -> Option<Timestamp> {
        let at = |name: &str| self.members.get(name).and_then(moment);
        at("timestamp").or_else(|| at("eventCreatedDate"))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name)?.as_str()
    }
}

/// Prints no values: users wrote them.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Event").field(&self.members()).finish()
    }
}

const COMMENTED: &str = "avi:jira:commented:issue";

/// The Jira options whose changes are a single Forge event, by the key that it contains.
const OPTIONS: [(&str, &str); 5] = [
    ("option_issuelinks_changed", "jira.option.issuelinking"),
    ("option_subtasks_changed", "jira.option.allowsubtasks"),
    (
        "option_unassigned_issues_changed",
        "jira.option.allowunassigned",
    ),
    ("option_voting_changed", "jira.option.voting"),
    ("option_watching_changed", "jira.option.watching"),
];

/// Members of a link, which Connect has in an object.
const OF_LINK: [&str; 5] = [
    "id",
    "sourceIssueId",
    "destinationIssueId",
    "issueLinkType",
    "systemLink",
];

fn jira(webhook: &str, body: &mut Map<String, Value>) {
    if let Some(kind) = body.get("jiraEventTypeName").cloned() {
        put(body, "issue_event_type_name", kind);
    }
    // In other events `user` is the affected user.
    if webhook.starts_with("jira:issue_") {
        author(body, "user");
    }
    if webhook.starts_with("issuelink_") {
        let members = OF_LINK
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), body.get(*name)?.clone())));
        let link: Map<String, Value> = members.collect();
        put(body, "issueLink", link.into());
    }
}

/// The name of Confluence's content in Connect events, by the prefix of the event.
const CONTENT: [(&str, &str); 5] = [
    ("page_", "page"),
    ("blog_", "blog"),
    ("comment_", "comment"),
    ("content_", "content"),
    ("label_", "labeled"),
];

/// Lists of ids, which Connect has as lists of content.
const CHILDREN: [(&str, &str); 2] = [
    ("oldSortedChildPageIds", "oldSortedChildren"),
    ("newSortedChildPageIds", "newSortedChildren"),
];

fn confluence(webhook: &str, body: &mut Map<String, Value>) {
    if let Some(who) = body.get("atlassianId").cloned() {
        put(body, "userAccountId", who);
    }
    let content = body.get("content").and_then(Value::as_object).map(content);
    if let Some(content) = content {
        let name = CONTENT
            .iter()
            .find(|(begins, _)| webhook.starts_with(begins));
        if let Some((_, name)) = name {
            body.insert((*name).to_owned(), content.into());
        } else if webhook.starts_with("attachment_") {
            if let Some(container) = content.get("parent").cloned() {
                put(body, "attachedTo", container);
            }
            put(body, "attachments", vec![content].into());
        }
    }
    for (ids, name) in CHILDREN {
        if let Some(ids) = body.get(ids).and_then(Value::as_array) {
            let children: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
            put(body, name, children.into());
        }
    }
    if let Some(user) = body.get("user").cloned().filter(Value::is_object) {
        put(body, "userProfile", user);
    }
    if let Some(space) = body.get_mut("space").and_then(Value::as_object_mut) {
        if let Some(name) = space.get("name").cloned() {
            put(space, "title", name);
        }
        if let Some(kind) = space.get("type").and_then(Value::as_str) {
            let personal = kind == "personal";
            put(space, "isPersonalSpace", personal.into());
        }
    }
}

/// Content in the REST API's shape, with Connect's members added.
fn content(written: &Map<String, Value>) -> Map<String, Value> {
    /// Each of Connect's members, and where it may be found.
    const PLACES: [(&str, &[&str]); 8] = [
        ("contentType", &["/type"]),
        ("version", &["/version/number"]),
        ("spaceKey", &["/space/key"]),
        ("spaceId", &["/space/id"]),
        ("creatorAccountId", &["/history/createdBy/accountId"]),
        (
            "lastModifierAccountId",
            &["/version/by/accountId", "/history/lastUpdated/by/accountId"],
        ),
        ("creationDate", &["/history/createdDate"]),
        (
            "modificationDate",
            &["/version/when", "/history/lastUpdated/when"],
        ),
    ];
    let tree = Value::Object(written.clone());
    let mut content = written.clone();
    for (name, places) in PLACES {
        let Some(value) = places.iter().find_map(|place| tree.pointer(place)) else {
            continue;
        };
        let value = match moment(value).filter(|_| name.ends_with("Date")) {
            Some(moment) => moment.as_millisecond().into(),
            None => value.clone(),
        };
        if name == "version" {
            content.insert(name.to_owned(), value);
        } else {
            put(&mut content, name, value);
        }
    }
    if let Some(title) = written.get("title").cloned() {
        put(&mut content, "fileName", title);
    }
    if let Some(container) = written.get("container").and_then(Value::as_object)
        && container.contains_key("id")
    {
        let container = self::content(container);
        put(&mut content, "parent", container.into());
    }
    content
}

/// Converts Forge's call of a workflow post function to Connect's payload.
///
/// Forge describes the transition only by its changes, and the comment only by its id: read its text
/// with the REST API. Source: "Jira workflow post function".
///
/// ```
/// use connect_events::forge::post_function;
/// use connect_events::jira::PostFunction;
///
/// let body = r#"{ "issue": { "id": "1", "key": "DEMO-1" }, "transition": { "executionId": "e" },
///     "atlassianId": "ann", "configuration": { "votes": 3 },
///     "changelog": { "items": [{ "field": "status", "fromString": "Open", "toString": "Done" }] } }"#;
/// let run: PostFunction = serde_json::from_value(post_function(body.as_bytes()).unwrap())?;
/// assert_eq!(run.transition.to_status.as_deref(), Some("Done"));
/// assert_eq!(run.configuration.value.unwrap()["votes"], 3);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// [`NoEvent`] if it is not a JSON object.
pub fn post_function(body: &[u8]) -> Result<Value, NoEvent> {
    let Event { mut members } = Event::read(body)?;
    author(&mut members, "user");
    let changes = members
        .get("changelog")
        .and_then(|it| it.get("items")?.as_array());
    let status = changes.into_iter().flatten().find(|change| {
        let field = change.get("fieldId").or_else(|| change.get("field"));
        field.and_then(Value::as_str) == Some("status")
    });
    let status = status.cloned().unwrap_or_default();
    let workflow = members.get("workflow").cloned().unwrap_or_default();
    let transition = members.entry("transition").or_insert_with(|| json!({}));
    if let Value::Object(transition) = transition {
        for (name, value) in [
            ("transitionId", transition.get("id").cloned()),
            ("transitionName", transition.get("name").cloned()),
            ("from_status", status.get("fromString").cloned()),
            ("to_status", status.get("toString").cloned()),
            ("workflowId", workflow.get("id").cloned()),
            ("workflowName", workflow.get("name").cloned()),
        ] {
            if let Some(value) = value {
                put(transition, name, value);
            }
        }
    }
    // Connect has what the app's page has saved as the `value` of an object.
    if let Some(saved) = members.remove("configuration") {
        members.insert("configuration".to_owned(), json!({ "value": saved }));
    }
    // It would be mistaken for the text.
    if members.get("comment").is_some_and(Value::is_object)
        && let Some(comment) = members.remove("comment")
    {
        members.insert("commentReference".to_owned(), comment);
    }
    Ok(members.into())
}

/// The acting user, in Jira's format.
fn author(body: &mut Map<String, Value>, name: &str) {
    if let Some(Value::String(who)) = body.get("atlassianId").cloned() {
        put(body, name, json!({ "accountId": who }));
    }
}

/// An existing member is not overwritten.
fn put(object: &mut Map<String, Value>, name: &str, value: Value) {
    object.entry(name).or_insert(value);
}

fn moment(value: &Value) -> Option<Timestamp> {
    serde::Deserialize::deserialize(value).ok()
}

#[cfg(test)]
mod tests;

//! The body of an event on Forge: flat, with less data than a webhook ("Events reference", payloads).

use connect_model::HostProduct;
use serde_json::{Map, Value, json};

/// The issue fields that an event contains.
const FIELDS: [&str; 10] = [
    "summary",
    "issuetype",
    "project",
    "status",
    "assignee",
    "reporter",
    "creator",
    "created",
    "updated",
    "priority",
];

/// The webhook members that have other names in Jira events.
const RENAMED: [(&str, &str); 3] = [
    ("issuetype", "issueType"),
    ("mergedTo", "mergedVersion"),
    ("issue_event_type_name", "jiraEventTypeName"),
];

/// The webhook members that events lack, or have in another form.
const LEFT: [&str; 5] = [
    "webhookEvent",
    "timestamp",
    "userAccountId",
    "accountType",
    "user",
];

/// The entities of Confluence webhooks that are content in events, with their types.
const CONTENT: [(&str, &str); 5] = [
    ("page", "page"),
    ("blog", "blogpost"),
    ("comment", "comment"),
    ("content", "page"),
    ("labeled", "page"),
];

/// An event.
pub(super) struct About<'a> {
    pub(super) product: HostProduct,
    /// Its name in webhooks.
    pub(super) event: &'a str,
    /// Its name on Forge.
    pub(super) name: &'a str,
    pub(super) user: Option<String>,
    /// In milliseconds since 1970.
    pub(super) now: i64,
}

impl About<'_> {
    /// The event's body, from that of the corresponding webhook.
    pub(super) fn flat(&self, webhook: &Value) -> Value {
        let mut event = Map::new();
        event.insert("eventType".to_owned(), self.name.into());
        let user = ["/user/accountId", "/userAccountId"];
        let user = user.iter().find_map(|at| webhook.pointer(at)?.as_str());
        let user = user.map(str::to_owned).or_else(|| self.user.clone());
        if let Some(user) = user {
            event.insert("atlassianId".to_owned(), user.into());
        }
        let members = webhook.as_object().into_iter().flatten();
        let members = members.filter(|(name, _)| !LEFT.contains(&name.as_str()));
        match self.product {
            HostProduct::Jira => {
                let at = webhook.get("timestamp").and_then(Value::as_i64);
                let at = at.unwrap_or(self.now).to_string();
                event.insert("selfGenerated".to_owned(), false.into());
                event.insert("timestamp".to_owned(), at.into());
                for (name, value) in members {
                    jira(name, value, &mut event);
                }
                // The user whom the event is about.
                if self.event.starts_with("user_") {
                    event.insert("user".to_owned(), webhook["user"].clone());
                }
            }
            HostProduct::Confluence => {
                event.insert("selfGenerated".to_owned(), false.into());
                let at = webhook.get("timestamp").and_then(Value::as_i64);
                let at = moment(at.unwrap_or(self.now));
                event.insert("eventCreatedDate".to_owned(), at);
                for (name, value) in members {
                    confluence(name, value, &mut event);
                }
            }
        }
        Value::Object(event)
    }
}

fn jira(name: &str, value: &Value, event: &mut Map<String, Value>) {
    let mut put = |name: &str, value: Value| drop(event.insert(name.to_owned(), value));
    match name {
        "issue" => put(name, issue(value)),
        "changelog" => put(name, json!({ "items": value["items"] })),
        "comment" => {
            let mut comment = value.clone();
            if let Some(text) = value.get("body").and_then(Value::as_str) {
                comment["body"] = document(text);
            }
            put(name, comment);
        }
        // Flat.
        "issueLink" => {
            for (name, value) in value.as_object().into_iter().flatten() {
                put(name, value.clone());
            }
        }
        _ => {
            let renamed = RENAMED.iter().find(|(known, _)| *known == name);
            put(renamed.map_or(name, |(_, renamed)| renamed), value.clone());
        }
    }
}

/// An issue with only some of its fields.
fn issue(value: &Value) -> Value {
    let mut issue = value.clone();
    if let Some(fields) = issue.get_mut("fields").and_then(Value::as_object_mut) {
        fields.retain(|name, _| FIELDS.contains(&name.as_str()));
    }
    issue
}

/// Text as a document ("Atlassian Document Format").
fn document(text: &str) -> Value {
    let text = json!({ "type": "text", "text": text });
    let paragraph = json!({ "type": "paragraph", "content": [text] });
    json!({ "type": "doc", "version": 1, "content": [paragraph] })
}

fn confluence(name: &str, value: &Value, event: &mut Map<String, Value>) {
    if let Some((_, kind)) = CONTENT.iter().find(|(known, _)| *known == name) {
        event.insert("content".to_owned(), content(value, kind));
        return;
    }
    match name {
        "attachments" => {
            let first = value.get(0).unwrap_or(&Value::Null);
            let mut attachment = content(first, "attachment");
            attachment["title"] = first["fileName"].clone();
            event.insert("content".to_owned(), attachment);
        }
        // Only webhooks contain what an attachment is attached to.
        "attachedTo" => {}
        "oldSortedChildren" | "newSortedChildren" => {
            let ids = value.as_array().into_iter().flatten();
            let ids = ids.map(|page| page["id"].clone()).collect();
            let name = match name {
                "oldSortedChildren" => "oldSortedChildPageIds",
                _ => "newSortedChildPageIds",
            };
            event.insert(name.to_owned(), ids);
        }
        "oldParent" => {
            let before = json!({ "ancestors": [content(value, "page")] });
            event.insert("prevContent".to_owned(), before);
        }
        "newParent" => {}
        "space" => {
            let mut space = json!({ "id": value["id"], "key": value["key"] });
            space["name"] = value["title"].clone();
            event.insert("space".to_owned(), space);
        }
        "userProfile" => {
            let user = json!({
                "accountId": value["userAccountId"], "displayName": value["fullName"],
            });
            event.insert("user".to_owned(), user);
        }
        _ => drop(event.insert(name.to_owned(), value.clone())),
    }
}

/// A page or similar entity, as content.
fn content(value: &Value, kind: &str) -> Value {
    let id = match &value["id"] {
        Value::Number(id) => Value::String(id.to_string()),
        other => other.clone(),
    };
    let kind = value
        .get("contentType")
        .and_then(Value::as_str)
        .unwrap_or(kind);
    let date = |name: &str| match value.get(name).and_then(Value::as_i64) {
        Some(at) => moment(at),
        None => Value::Null,
    };
    let person = |name: &str| json!({ "type": "known", "accountId": value[name] });
    let mut content = json!({
        "id": id,
        "type": kind,
        "status": "current",
        "title": value["title"],
        "history": {
            "createdBy": person("creatorAccountId"), "createdDate": date("creationDate"),
        },
        "version": {
            "number": value["version"],
            "by": person("lastModifierAccountId"),
            "when": date("modificationDate"),
        },
    });
    if let Some(key) = value.get("spaceKey") {
        content["space"] = json!({ "id": value["spaceId"], "key": key });
    }
    if let Some(parent) = value.get("parent") {
        content["container"] = self::content(parent, "page");
    }
    content
}

/// A time as Confluence writes it; `None` if it is out of range.
fn moment(millis: i64) -> Value {
    let moment = jiff::Timestamp::from_millisecond(millis);
    moment.map_or(Value::Null, |moment| moment.to_string().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(product: HostProduct, event: &str, name: &str, webhook: &Value) -> Value {
        let about = About {
            product,
            event,
            name,
            user: Some("557058:ann".to_owned()),
            now: 0,
        };
        about.flat(webhook)
    }

    #[test]
    fn an_issue_has_few_fields_and_names_who_did_it() {
        let webhook = json!({
            "webhookEvent": "jira:issue_updated", "timestamp": 5, "user": {"accountId": "bob"},
            "issue": {"id": "1", "key": "A-1", "fields": {"summary": "S", "customfield_1": 2}},
            "changelog": {"id": "7", "items": [{"field": "summary"}]},
            "issue_event_type_name": "issue_generic",
        });
        let name = "avi:jira:updated:issue";
        let sent = event(HostProduct::Jira, "jira:issue_updated", name, &webhook);
        assert_eq!(
            sent,
            json!({
                "eventType": name, "selfGenerated": false, "timestamp": "5", "atlassianId": "bob",
                "issue": {"id": "1", "key": "A-1", "fields": {"summary": "S"}},
                "changelog": {"items": [{"field": "summary"}]},
                "jiraEventTypeName": "issue_generic",
            })
        );
    }

    #[test]
    fn a_comment_is_a_document_and_a_link_is_flat() {
        let webhook = json!({ "comment": { "id": "3", "body": "Hello" } });
        let name = "avi:jira:commented:issue";
        let sent = event(HostProduct::Jira, "comment_created", name, &webhook);
        assert_eq!(sent["comment"]["body"]["type"], "doc");
        assert_eq!(sent["atlassianId"], "557058:ann");
        let webhook = json!({ "issueLink": { "id": 1, "sourceIssueId": 2 } });
        let name = "avi:jira:created:issuelink";
        let sent = event(HostProduct::Jira, "issuelink_created", name, &webhook);
        assert_eq!(
            (&sent["id"], &sent["sourceIssueId"]),
            (&1.into(), &2.into())
        );
    }

    #[test]
    fn a_page_is_content() {
        let webhook = json!({
            "page": {"id": 65537, "title": "T", "spaceKey": "DEMO", "spaceId": 9, "creationDate": 0},
            "updateTrigger": "edit_page",
        });
        let name = "avi:confluence:updated:page";
        let sent = event(HostProduct::Confluence, "page_updated", name, &webhook);
        assert_eq!(sent["content"]["id"], "65537");
        assert_eq!(sent["content"]["type"], "page");
        assert_eq!(sent["content"]["space"], json!({"id": 9, "key": "DEMO"}));
        let created = &sent["content"]["history"]["createdDate"];
        assert_eq!(created, "1970-01-01T00:00:00Z");
        assert_eq!(sent["updateTrigger"], "edit_page");
        assert!(sent.get("page").is_none());
    }
}

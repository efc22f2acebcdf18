use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::*;
use crate::{confluence, jira};

fn event(body: &Value) -> Event {
    Event::read(body.to_string().as_bytes()).unwrap()
}

fn read<T: DeserializeOwned>(event: &Event, webhook: &str) -> T {
    serde_json::from_value(event.as_webhook(webhook)).unwrap()
}

#[test]
fn an_issue_event_is_read() {
    let event = event(&json!({
        "eventType": "avi:jira:updated:issue", "selfGenerated": false, "atlassianId": "ann",
        "timestamp": "1790000000123", "jiraEventTypeName": "issue_assigned", "brandNew": [1],
        "issue": { "id": "10001", "key": "DEMO-1", "fields": { "summary": "Try" } },
        "changelog": { "items": [{ "field": "status", "toString": "Done" }] },
    }));
    assert!(event.is("jira:issue_updated"));
    let read: jira::IssueEvent = read(&event, "jira:issue_updated");
    assert_eq!(read.webhook_event.as_deref(), Some("jira:issue_updated"));
    assert_eq!(read.timestamp.unwrap().as_millisecond(), 1_790_000_000_123);
    assert_eq!(
        read.issue_event_type_name.as_deref(),
        Some("issue_assigned")
    );
    assert_eq!(
        read.user.as_ref().unwrap().account_id.as_deref(),
        Some("ann")
    );
    assert_eq!(read.issue.key, "DEMO-1");
    assert!(read.change("status").is_some());
    // Unknown members are kept, and the timestamp is a number as on Connect.
    let body = event.as_webhook("jira:issue_updated");
    assert_eq!(body["brandNew"], json!([1]));
    assert_eq!(body["timestamp"], 1_790_000_000_123_i64);
    assert_eq!(
        crate::parameter(&body, "issue.key").as_deref(),
        Some("DEMO-1")
    );
}

#[test]
fn a_comment_is_new_until_it_was_changed() {
    let comment = |created: &str, updated: &str| {
        let document = json!({ "type": "doc", "version": 1, "content": [] });
        event(&json!({
            "eventType": "avi:jira:commented:issue", "atlassianId": "ann",
            "issue": { "key": "DEMO-1" },
            "comment": { "id": "7", "body": document, "created": created, "updated": updated },
        }))
    };
    let new = comment(
        "2026-01-01T10:00:00.000+0000",
        "2026-01-01T10:00:00.000+0000",
    );
    assert!(new.is("comment_created") && !new.is("comment_updated"));
    let changed = comment(
        "2026-01-01T10:00:00.000+0000",
        "2026-01-01T10:00:01.000+0000",
    );
    assert!(!changed.is("comment_created") && changed.is("comment_updated"));
    let read: jira::CommentEvent = read(&changed, "comment_updated");
    assert!(matches!(read.comment.body, Some(jira::Text::Document(_))));
    // Nobody is named where Connect names nobody.
    assert_eq!(changed.as_webhook("comment_updated").get("user"), None);
}

#[test]
fn an_option_is_recognised_by_its_key() {
    let event = event(&json!({
        "eventType": "avi:jira:changed:configuration",
        "property": { "key": "jira.option.voting", "value": "true" },
    }));
    assert!(event.is("option_voting_changed"));
    assert!(!event.is("option_watching_changed"));
}

#[test]
fn a_link_a_sprint_and_a_user() {
    let link = event(&json!({
        "eventType": "avi:jira:created:issuelink", "id": 1, "sourceIssueId": 2,
        "destinationIssueId": 3, "issueLinkType": { "name": "Blocks" },
    }));
    let read_link: jira::IssueLinkEvent = read(&link, "issuelink_created");
    assert_eq!(read_link.issue_link.source_issue_id, "2");
    let sprint = event(&json!({
        "eventType": "avi:jira-software:started:sprint", "sprint": { "id": "5", "name": "One" },
    }));
    let read_sprint: jira::SprintEvent = read(&sprint, "sprint_started");
    assert_eq!(read_sprint.sprint.id, "5");
    let user = event(&json!({
        "eventType": "avi:jira:created:user", "atlassianId": "admin", "user": { "accountId": "new" },
    }));
    let read_user: jira::UserEvent = read(&user, "user_created");
    assert_eq!(read_user.user.account_id.as_deref(), Some("new"));
}

fn page() -> Value {
    json!({
        "id": "65537", "type": "page", "title": "Try", "status": "current",
        "space": { "id": 7, "key": "DEMO", "name": "Demo" },
        "history": {
            "createdBy": { "accountId": "ann" }, "createdDate": "2026-01-01T10:00:00.000Z",
            "lastUpdated": { "by": { "accountId": "ben" }, "when": "2026-01-02T10:00:00.000Z" },
        },
        "version": { "number": 3 },
    })
}

#[test]
fn a_page_event_is_read() {
    let event = event(&json!({
        "eventType": "avi:confluence:updated:page", "atlassianId": "ben",
        "eventCreatedDate": "2026-01-02T10:00:00.500Z", "content": page(), "updateTrigger": "edit_page",
    }));
    let read: confluence::PageEvent = read(&event, "page_updated");
    assert_eq!(
        read.timestamp.unwrap().to_string(),
        "2026-01-02T10:00:00.5Z"
    );
    assert_eq!(read.user_account_id.as_deref(), Some("ben"));
    assert_eq!(read.update_trigger.as_deref(), Some("edit_page"));
    let page = read.page;
    assert_eq!((page.id, page.version), ("65537".into(), Some(3)));
    assert_eq!(page.content_type.as_deref(), Some("page"));
    assert_eq!(page.space_key.as_deref(), Some("DEMO"));
    assert_eq!(page.creator_account_id.as_deref(), Some("ann"));
    assert_eq!(page.last_modifier_account_id.as_deref(), Some("ben"));
    assert_eq!(
        page.creation_date.unwrap().to_string(),
        "2026-01-01T10:00:00Z"
    );
    let body = event.as_webhook("page_updated");
    assert_eq!(body["page"]["version"], 3);
    assert_eq!(body["content"]["version"]["number"], 3, "as it arrived");
    assert_eq!(body["page"]["creationDate"], 1_767_261_600_000_i64);
    assert_eq!(
        crate::parameter(&body, "space.key").as_deref(),
        Some("DEMO")
    );
}

#[test]
fn the_other_events_of_confluence() {
    let with = |name: &str, mut more: Value| {
        more["eventType"] = name.into();
        event(&more)
    };
    let comment = with(
        "avi:confluence:created:comment",
        json!({ "content": { "id": "9", "type": "comment", "container": page() } }),
    );
    let comment: confluence::CommentEvent = read(&comment, "comment_created");
    assert_eq!(comment.comment.container().unwrap().id, "65537");
    let file = with(
        "avi:confluence:created:attachment",
        json!({ "content": { "id": "att1", "type": "attachment", "title": "a.png", "container": page() } }),
    );
    let file: confluence::AttachmentEvent = read(&file, "attachment_created");
    assert_eq!(file.attachments[0].file_name.as_deref(), Some("a.png"));
    assert_eq!(file.attached_to.unwrap().id, "65537");
    let label = with(
        "avi:confluence:added:label",
        json!({ "label": { "name": "x" }, "content": page() }),
    );
    let label: confluence::LabelEvent = read(&label, "label_added");
    assert_eq!(label.labeled.unwrap().id, "65537");
    let space = with(
        "avi:confluence:created:space:V2",
        json!({ "space": { "id": 7, "key": "DEMO", "name": "Demo", "type": "personal" } }),
    );
    let space: confluence::SpaceEvent = read(&space, "space_created");
    assert_eq!(space.space.title.as_deref(), Some("Demo"));
    assert_eq!(space.space.is_personal_space, Some(true));
    let user = with(
        "avi:confluence:created:user",
        json!({ "user": { "accountId": "ann" } }),
    );
    let user: confluence::UserEvent = read(&user, "user_created");
    assert_eq!(
        user.user_profile.unwrap().account_id.as_deref(),
        Some("ann")
    );
    let moved = with(
        "avi:confluence:children_reordered:page",
        json!({ "content": page(), "oldSortedChildPageIds": [1, 2], "newSortedChildPageIds": [2, 1] }),
    );
    let moved: confluence::PageEvent = read(&moved, "page_children_reordered");
    assert_eq!(moved.old_sorted_children[0].id, "1");
}

#[test]
fn each_delivery_of_an_event_is_the_same() {
    let body =
        json!({ "eventType": "avi:jira:created:issue", "timestamp": "1790000000123", "a": 1 });
    let mut again = body.clone();
    again["retryContext"] = json!({ "retryCount": 2, "retryReason": "x" });
    assert_eq!(event(&body).identity(), event(&again).identity());
    assert_eq!((event(&body).retry(), event(&again).retry()), (0, 2));
    let wrapped = json!({ "payload": body });
    assert_eq!(event(&wrapped).identity(), event(&body).identity());
    let mut other = body;
    other["timestamp"] = "1790000000124".into();
    assert_ne!(event(&other).identity(), event(&again).identity());
    // Two without a timestamp may be two events.
    assert_eq!(
        event(&json!({ "eventType": "avi:jira-software:updated:sprint" })).identity(),
        None
    );
}

#[test]
fn a_payload_alone_is_the_event() {
    let alone = event(&json!({ "payload": { "eventType": "a" } }));
    assert_eq!(alone.name(), Some("a"));
    // One of several members is a member.
    let member = event(&json!({ "payload": { "eventType": "a" }, "eventType": "b" }));
    assert_eq!(member.name(), Some("b"));
    let text = event(&json!({ "payload": "a" }));
    assert_eq!((text.name(), text.members().len()), (None, 1));
    for body in ["", "[]", "null", "{", "7"] {
        assert_eq!(Event::read(body.as_bytes()), Err(NoEvent));
    }
    let secret = event(&json!({ "eventType": "a", "note": "my password" }));
    assert!(!format!("{secret:?}").contains("password"));
}

#[test]
fn a_post_function_is_read() {
    let body = json!({
        "issue": { "id": "1", "key": "DEMO-1", "fields": {} }, "atlassianId": "ann",
        "transition": { "executionId": "e" }, "workflow": { "id": "w", "name": "Flow" },
        "configuration": "{\"votes\":3}", "comment": { "id": "12" },
        "changelog": { "items": [
            { "field": "assignee", "toString": "x" },
            { "fieldId": "status", "fromString": "Open", "toString": "Done" },
        ] },
        "postFunction": { "id": "p" },
    });
    let made = post_function(body.to_string().as_bytes()).unwrap();
    let run: jira::PostFunction = serde_json::from_value(made.clone()).unwrap();
    assert_eq!(run.issue.key, "DEMO-1");
    assert_eq!(run.user.unwrap().account_id.as_deref(), Some("ann"));
    assert_eq!(run.transition.from_status.as_deref(), Some("Open"));
    assert_eq!(run.transition.to_status.as_deref(), Some("Done"));
    assert_eq!(run.transition.workflow_name.as_deref(), Some("Flow"));
    assert_eq!(run.configuration.value.unwrap()["votes"], 3);
    assert_eq!(run.comment, None);
    assert_eq!(made["commentReference"]["id"], "12");
    assert_eq!(made["transition"]["executionId"], "e");
    let bare: jira::PostFunction = serde_json::from_value(post_function(b"{}").unwrap()).unwrap();
    assert_eq!(bare, jira::PostFunction::default());
}

proptest! {
    /// Whatever arrives, nothing panics, and nothing is lost.
    #[test]
    fn every_member_of_an_event_is_kept(
        name in "avi:(jira|confluence):[a-z]{1,9}:[a-z]{1,9}",
        webhook in "(jira:issue_created|page_updated|comment_created|attachment_created|issuelink_created|x)",
        members in proptest::collection::btree_map("[a-z]{1,6}|content|comment|space|timestamp", json_value(), 0..6),
    ) {
        let mut body = json!(members);
        body["eventType"] = name.into();
        let event = event(&body);
        let made = event.as_webhook(&webhook);
        let _ = (event.is(&webhook), event.identity(), post_function(body.to_string().as_bytes()));
        for member in members.keys() {
            prop_assert!(made.get(member).is_some(), "{member}");
        }
    }
}

fn json_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        "[ -~]{0,9}".prop_map(Value::from),
        Just(
            json!({ "id": [], "version": { "number": {} }, "container": { "id": 1, "container": 2 } })
        ),
        Just(json!([1, { "type": "x" }])),
    ]
}

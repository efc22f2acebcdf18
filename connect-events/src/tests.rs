use proptest::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::*;

fn read<T: DeserializeOwned>(body: Value) -> T {
    serde_json::from_slice(body.to_string().as_bytes()).unwrap()
}

/// The values of the documentation's example: a priority that is only a name, a flag in quotes, an
/// id of a changelog that is a number.
#[test]
fn the_documented_issue() {
    let event: jira::IssueEvent = read(json!({
        "id": 2,
        "timestamp": 1_525_698_237_764_i64,
        "webhookEvent": "jira:issue_updated",
        "issue": {
            "id": "99291", "key": "JRA-20002",
            "self": "https://jira.example/rest/api/2/issue/99291",
            "fields": {
                "summary": "I feel the need for speed",
                "created": "2009-12-16T23:46:10.612-0600",
                "description": "Make the issue nav load 10x faster",
                "labels": ["UI", "dialogue", "move"],
                "priority": "Minor",
            },
        },
        "user": {
            "accountId": "99:27935d01", "accountType": "atlassian",
            "displayName": "Bryan", "active": "true", "avatarUrls": {"16x16": "https://a.example"},
        },
        "changelog": {"id": 10124, "items": [
            {"field": "summary", "fieldtype": "jira", "from": null, "fromString": "What?", "to": null, "toString": "A new summary."},
            {"field": "issuetype", "fieldtype": "jira", "from": "4", "fromString": "Improvement", "to": "2", "toString": "New Feature"},
        ]},
        "comment": {"id": "252789", "body": "Just in time", "author": {"accountId": "ann", "active": true}},
    }));
    assert_eq!(event.timestamp, Some(1_525_698_237_764));
    let fields = &event.issue.fields;
    assert_eq!(fields.priority.as_ref().unwrap().name, "Minor");
    assert_eq!(fields.labels, ["UI", "dialogue", "move"]);
    assert_eq!(
        fields.other["description"],
        "Make the issue nav load 10x faster"
    );
    assert_eq!(event.user.as_ref().unwrap().active, Some(true));
    assert_eq!(
        event.changelog.as_ref().unwrap().id.as_ref().unwrap(),
        &"10124"
    );
    let change = event.change("issuetype").unwrap();
    assert_eq!(change.to.as_ref().unwrap().number(), Some(2));
    assert!(event.change("status").is_none());
    let comment = event.comment.unwrap();
    assert_eq!(comment.body.unwrap().plain(), Some("Just in time"));
    assert_eq!(comment.author.unwrap().active, Some(true));
}

#[test]
fn null_and_absent_are_the_same() {
    let bare: jira::IssueEvent = read(json!({"issue": {"id": 1, "key": "A-1"}}));
    let null: jira::IssueEvent = read(json!({
        "timestamp": null, "user": null, "changelog": null, "comment": null,
        "issue": {"id": "1", "key": "A-1", "fields": null, "self": null},
    }));
    assert_eq!(bare, null);
    let fields: jira::IssueFields = read(json!({"labels": null, "assignee": null, "status": null}));
    assert_eq!(fields, jira::IssueFields::default());
    let changelog: jira::Changelog = read(json!({"items": null}));
    assert!(changelog.items.is_empty());
}

/// A body that is not about what the event is about is not that event.
#[test]
fn the_thing_itself_is_needed() {
    let body = json!({"timestamp": 1, "webhookEvent": "x", "userAccountId": "ann"});
    assert!(jira::IssueEvent::deserialize(&body).is_err());
    assert!(jira::BoardEvent::deserialize(&body).is_err());
    assert!(confluence::PageEvent::deserialize(&body).is_err());
    assert!(confluence::ContentEvent::deserialize(&body).is_err());
    assert!(confluence::UserEvent::deserialize(&body).is_ok());
}

#[test]
fn a_changed_board_comes_as_its_configuration() {
    let board = json!({"id": 1, "name": "DEMO board", "type": "scrum"});
    let created: jira::BoardEvent = read(json!({"board": board}));
    let changed: jira::BoardEvent = read(json!({"configuration": board}));
    assert_eq!(created, changed);
    assert_eq!(changed.board.board_type.as_deref(), Some("scrum"));
}

/// A page's id was a number once and is text now.
#[test]
fn pages_of_either_time() {
    let page = json!({
        "id": 65537, "title": "Try", "spaceKey": "DEMO", "contentType": "page", "version": 2,
        "creationDate": 1_631_605_030_794_i64, "creatorAccountId": "ann",
    });
    let mut later = page.clone();
    later["id"] = "65537".into();
    later["idAsString"] = "65537".into();
    let before: confluence::PageEvent = read(json!({"page": page}));
    let after: confluence::PageEvent = read(json!({"page": later}));
    assert_eq!(before, after);
    assert_eq!(after.page.creation_date, Some(1_631_605_030_794));
    let moved: confluence::PageEvent = read(json!({
        "page": page, "oldParent": {"id": 1}, "newParent": {"id": 2}, "newSortedChildren": null,
    }));
    assert_eq!(moved.new_parent.unwrap().id, "2");
}

/// Content properties were seen as the whole body, in the shape of the REST API.
#[test]
fn content_in_either_shape() {
    let below: confluence::ContentEvent = read(json!({
        "timestamp": 5, "content": {"id": 7, "contentType": "page", "version": 2, "spaceKey": "DEMO", "spaceId": 9},
    }));
    let whole: confluence::ContentEvent = read(json!({
        "timestamp": 5, "id": "7", "type": "page", "version": {"number": 2, "by": {}},
        "space": {"id": 9, "key": "DEMO", "name": "Demo"}, "_links": {"self": "https://c.example"},
    }));
    assert_eq!(below, whole);
}

/// A label's owner may be a space, which is not content.
#[test]
fn a_label_without_content() {
    for labeled in [
        json!({"labels": [{"name": "a"}]}),
        json!("com.example.Space"),
        Value::Null,
    ] {
        let event: confluence::LabelEvent =
            read(json!({"label": {"name": "a"}, "labeled": labeled}));
        assert!(event.labeled.is_none());
    }
    let event: confluence::LabelEvent = read(json!({"label": {"name": "a"}, "labeled": {"id": 1}}));
    assert_eq!(event.labeled.unwrap().id, "1");
}

#[test]
fn groups_and_users_by_any_name() {
    for body in [
        json!({"group": {"name": "staff"}}),
        json!({"group": "staff"}),
        json!({"groupName": "staff"}),
    ] {
        let event: confluence::GroupEvent = read(body);
        assert_eq!(event.name.as_deref(), Some("staff"));
    }
    for body in [
        json!({"userAccountId": "ann"}),
        json!({"accountId": "ann"}),
        json!({"userAccountId": "ann", "accountId": "bob"}),
    ] {
        let event: confluence::UserEvent = read(json!({"userProfile": body}));
        let profile = event.user_profile.unwrap();
        assert_eq!(profile.account_id.as_deref(), Some("ann"));
    }
}

#[test]
fn identifiers_go_both_ways() {
    let id: Id = "att65700".parse().unwrap();
    assert_eq!((id.number(), id.to_string().as_str()), (None, "att65700"));
    assert_eq!(format!("{id:>10}|{id:?}"), "  att65700|\"att65700\"");
    assert_eq!(serde_json::to_string(&Id::from(-3_i64)).unwrap(), r#""-3""#);
    let largest: Id = read(json!(u64::MAX));
    assert_eq!(largest, u64::MAX.to_string().as_str());
    for wrong in [json!(1.5), json!(true), json!(null), json!([1])] {
        assert!(Id::deserialize(wrong).is_err());
    }
}

/// Every name that a payload reads, so that arbitrary values land where they are looked at.
const NAMES: [&str; 40] = [
    "issue",
    "fields",
    "changelog",
    "items",
    "comment",
    "worklog",
    "attachment",
    "project",
    "version",
    "mergedTo",
    "user",
    "sprint",
    "oldValue",
    "board",
    "configuration",
    "issueLink",
    "property",
    "page",
    "blog",
    "content",
    "label",
    "labeled",
    "attachments",
    "attachedTo",
    "space",
    "userProfile",
    "group",
    "groupName",
    "id",
    "key",
    "name",
    "accountId",
    "timestamp",
    "parent",
    "number",
    "labels",
    "priority",
    "active",
    "body",
    "type",
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(&NAMES[..]), inner), 0..8).prop_map(
                |fields| {
                    let fields = fields
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value));
                    Value::Object(fields.collect::<Map<_, _>>())
                }
            ),
        ]
    })
}

/// Reads text as every payload; what counts is that it comes back.
fn read_as_everything(text: &[u8]) -> usize {
    macro_rules! readable {
        ($($payload:ty),* $(,)?) => {
            [$(serde_json::from_slice::<$payload>(text).is_ok()),*]
                .into_iter().filter(|read| *read).count()
        };
    }
    readable!(
        jira::IssueEvent,
        jira::CommentEvent,
        jira::WorklogEvent,
        jira::AttachmentEvent,
        jira::IssueLinkEvent,
        jira::IssuePropertyEvent,
        jira::ProjectEvent,
        jira::VersionEvent,
        jira::UserEvent,
        jira::SprintEvent,
        jira::BoardEvent,
        confluence::PageEvent,
        confluence::BlogPostEvent,
        confluence::CommentEvent,
        confluence::AttachmentEvent,
        confluence::LabelEvent,
        confluence::SpaceEvent,
        confluence::ContentEvent,
        confluence::UserEvent,
        confluence::GroupEvent,
    )
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(value in any_json()) {
        read_as_everything(value.to_string().as_bytes());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        read_as_everything(&bytes);
    }

    #[test]
    fn numbers_and_their_text_are_one_id(number in any::<i64>()) {
        let [a, b]: [Id; 2] = read(json!([number, number.to_string()]));
        prop_assert_eq!(&a, &b);
        prop_assert_eq!(a.number(), Some(number));
        let again: Id = serde_json::from_value(serde_json::to_value(&a).unwrap()).unwrap();
        prop_assert_eq!(a, again);
    }
}

/// Nothing is so deep that reading it ends the program.
#[test]
fn depth_is_refused() {
    for name in ["parent", "inReplyTo"] {
        let mut text = String::from(r#"{"comment":"#);
        for _ in 0..100_000 {
            text.push_str(&format!(r#"{{"id":1,"{name}":"#));
        }
        assert_eq!(read_as_everything(text.as_bytes()), 0);
    }
}

#[test]
fn a_comment_finds_its_page_through_replies() {
    let page = json!({"id": 1, "contentType": "page"});
    let comment = json!({"id": 2, "contentType": "comment", "parent": page});
    let reply: confluence::Content =
        read(json!({"id": 3, "contentType": "comment", "parent": comment}));
    assert_eq!(reply.container().unwrap().id, "1");
    let page: confluence::Content = read(page);
    assert!(page.container().is_none());
}

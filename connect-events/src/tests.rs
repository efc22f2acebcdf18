use connect_testing::json_members::{members, without};
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
fn the_documented_issue_is_read() {
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
    assert_eq!(event.timestamp.unwrap().as_millisecond(), 1_525_698_237_764);
    let fields = &event.issue.fields;
    assert_eq!(fields.priority.as_ref().unwrap().name, "Minor");
    assert_eq!(fields.labels, ["UI", "dialogue", "move"]);
    assert_eq!(
        fields.created.unwrap().to_string(),
        "2009-12-17T05:46:10.612Z"
    );
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

/// What is not an object is not an event.
#[test]
fn an_event_is_an_object() {
    for body in [json!("issue"), json!(7), json!(null)] {
        assert!(jira::IssueEvent::deserialize(&body).is_err());
        assert!(confluence::ContentEvent::deserialize(&body).is_err());
    }
}

#[test]
fn former_users_may_be_a_name_and_no_more() {
    let former = json!({"displayName": "Former user", "active": false});
    let event: jira::IssueEvent = read(json!({
        "user": former,
        "issue": {"id": "1", "key": "A-1", "fields": {"assignee": former, "reporter": ""}},
    }));
    let user = event.user.unwrap();
    assert_eq!(user.account_id, None);
    assert_eq!(user.display_name.as_deref(), Some("Former user"));
    assert_eq!(user.active, Some(false));
    assert!(event.issue.fields.assignee.is_some());
    assert!(event.issue.fields.reporter.is_none());
}

#[test]
fn a_post_function_has_its_configuration_as_it_was_saved() {
    let run = |configuration: Value| -> jira::PostFunction {
        read(json!({
            "transition": {"transitionId": 711, "from_status": "In review", "to_status": "Done"},
            "comment": "", "user": {"accountId": "ann"}, "timestamp": 1_525_698_237_764_i64,
            "issue": {"id": 1, "key": "A-1"}, "configuration": configuration,
        }))
    };
    let saved = run(json!({"value": "{\"key\":\"val\"}"}));
    assert_eq!(saved.configuration.value, Some(json!({"key": "val"})));
    assert_eq!(saved.transition.id.unwrap(), "711");
    assert_eq!(saved.transition.from_status.as_deref(), Some("In review"));
    assert_eq!(saved.transition.to_status.as_deref(), Some("Done"));
    assert_eq!((saved.comment, &*saved.issue.key), (None, "A-1"));
    for (configuration, value) in [
        (json!({"value": "3"}), Some(json!(3))),
        (json!({"value": "not JSON"}), Some(json!("not JSON"))),
        (
            json!({"value": {"key": "val"}}),
            Some(json!({"key": "val"})),
        ),
        (json!({"value": ""}), None),
        (json!({"value": "null"}), None),
        (json!({"value": null}), None),
        (json!({}), None),
        (json!(""), None),
        (json!(null), None),
    ] {
        let run = run(configuration.clone());
        assert_eq!(run.configuration.value, value, "{configuration}");
    }
    // A type that has no empty value.
    #[derive(Debug, Deserialize)]
    struct Threshold {
        votes: u32,
    }
    type Run = jira::PostFunction<Threshold>;
    let run: Run = read(json!({"configuration": {"value": "{\"votes\":3}"}, "comment": "Done"}));
    assert_eq!(run.configuration.value.unwrap().votes, 3);
    assert_eq!(run.comment.unwrap().plain(), Some("Done"));
    let wrong = json!({"configuration": {"value": "{\"votes\":\"many\"}"}});
    assert!(Run::deserialize(wrong).is_err());
    assert!(read::<Run>(json!({})).configuration.value.is_none());
}

#[test]
fn moments_of_each_product() {
    let moment = |written: Value| -> Result<String, _> {
        Timestamp::deserialize(written).map(|moment| format!("{moment:.3}"))
    };
    for written in [
        json!("2024-01-01T10:00:00.000+0000"),
        json!("2024-01-01T10:00:00.000Z"),
        json!("2024-01-01T10:00:00+00:00"),
        json!("2024-01-01T11:00:00.000+0100"),
        json!("2024-01-01T05:00:00-0500"),
        json!("2024-01-01T10:00Z"),
        json!(1_704_103_200_000_i64),
        json!("1704103200000"),
        json!({"iso8601": "2024-01-01T11:00:00+0100", "friendly": "Today", "epochMillis": 1_704_103_200_000_i64}),
    ] {
        let read = moment(written.clone()).unwrap();
        assert_eq!(read, "2024-01-01T10:00:00.000Z", "{written}");
    }
    let before: Timestamp = read(json!(-1));
    assert_eq!(
        serde_json::to_value(before).unwrap(),
        "1969-12-31T23:59:59.999Z"
    );
    for wrong in [
        json!(""),
        json!("soon"),
        json!("2024-01-01"),
        json!(u64::MAX),
        json!(null),
        json!({}),
    ] {
        assert!(moment(wrong.clone()).is_err(), "{wrong}");
    }
    // One that can't be read doesn't cost the event.
    let event: jira::IssueEvent = read(json!({"timestamp": "soon", "issue": {"key": "A-1"}}));
    assert_eq!((event.timestamp, &*event.issue.key), (None, "A-1"));
}

#[test]
fn a_changed_board_arrives_as_its_configuration() {
    let board = json!({"id": 1, "name": "DEMO board", "type": "scrum"});
    let created: jira::BoardEvent = read(json!({"board": board}));
    let changed: jira::BoardEvent = read(json!({"configuration": board}));
    assert_eq!(created, changed);
    assert_eq!(changed.board.board_type.as_deref(), Some("scrum"));
}

/// A page's id was a number once and is text now.
#[test]
fn old_and_new_page_ids_are_read() {
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
    let created = after.page.creation_date.unwrap();
    assert_eq!(created.as_millisecond(), 1_631_605_030_794);
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

/// Reads text as every payload; what counts is that it returns.
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

/// Each payload with an example that has all that it reads, in the shape in which the host sends it.
macro_rules! examples {
    ($($payload:ty: $example:tt,)*) => {
        fn examples() -> Vec<(&'static str, Value, fn(&Value) -> Result<String, serde_json::Error>)> {
            vec![$((
                stringify!($payload),
                json!($example),
                |body| {
                    let text = body.to_string();
                    serde_json::from_str::<$payload>(&text).map(|read| format!("{read:?}"))
                },
            )),*]
        }
    };
}

examples! {
    jira::IssueEvent: {
        "timestamp": 1_525_698_237_764_i64, "webhookEvent": "jira:issue_updated",
        "issue_event_type_name": "issue_generic",
        "user": {"accountId": "ann", "accountType": "atlassian", "displayName": "Ann", "active": true, "timeZone": "Europe/Berlin", "emailAddress": "ann@example.com"},
        "issue": {"id": "10001", "key": "DEMO-1", "self": "https://a.example", "fields": {
            "summary": "Try", "labels": ["a"], "created": "2024-11-26T10:04:25.165+0100", "updated": "2024-11-26T10:04:25.165+0100",
            "status": {"id": "1", "name": "To Do", "statusCategory": {"key": "new", "name": "To Do"}},
            "issuetype": {"id": "1", "name": "Task", "subtask": false, "hierarchyLevel": 0},
            "project": {"id": "10000", "key": "DEMO", "name": "Demo", "projectTypeKey": "software"},
            "priority": {"id": "3", "name": "Medium"},
            "reporter": {"accountId": "ann"}, "assignee": {"accountId": "bob"}, "creator": {"accountId": "ann"},
            "customfield_10020": {"a": 1},
        }},
        "changelog": {"id": "10600", "items": [{"field": "status", "fieldId": "status", "fieldtype": "jira", "from": "1", "fromString": "To Do", "to": "3", "toString": "Done"}]},
        "comment": {"id": "1", "body": "Hi", "author": {"accountId": "ann"}},
    },
    jira::CommentEvent: {
        "timestamp": 1_525_698_237_764_i64, "webhookEvent": "comment_created",
        "comment": {"id": "1", "author": {"accountId": "ann"}, "updateAuthor": {"accountId": "ann"}, "body": "Hi", "created": "2024-11-26T10:04:25.165+0100", "updated": "2024-11-26T10:04:25.165+0100", "jsdPublic": true, "self": "https://a.example"},
        "issue": {"id": "1", "key": "DEMO-1", "fields": {"summary": "Try"}},
    },
    jira::WorklogEvent: {
        "timestamp": 1_525_698_237_764_i64, "webhookEvent": "worklog_created",
        "worklog": {"id": "1", "issueId": "10001", "author": {"accountId": "ann"}, "updateAuthor": {"accountId": "ann"}, "comment": "Tried", "started": "2024-11-26T10:04:25.165+0100", "created": "2024-11-26T10:04:25.165+0100", "updated": "2024-11-26T10:04:25.165+0100", "timeSpent": "1h", "timeSpentSeconds": 3600, "self": "https://a.example"},
    },
    jira::AttachmentEvent: {
        "timestamp": 1_525_698_237_764_i64, "webhookEvent": "attachment_created",
        "attachment": {"id": "1", "filename": "a.txt", "author": {"accountId": "ann"}, "created": "2024-11-26T10:04:25.165+0100", "size": 5, "mimeType": "text/plain", "content": "https://a.example", "self": "https://a.example"},
    },
    jira::IssueLinkEvent: {
        "timestamp": 1_525_698_237_764_i64, "webhookEvent": "issuelink_created",
        "issueLink": {"id": 1, "sourceIssueId": 2, "destinationIssueId": 3, "systemLink": false, "issueLinkType": {"id": 1, "name": "Blocks", "outwardName": "blocks", "inwardName": "is blocked by"}},
    },
    jira::IssuePropertyEvent: {
        "timestamp": 1_525_698_237_764_i64, "webhookEvent": "issue_property_set", "user": {"accountId": "ann"},
        "property": {"key": "votes", "value": {"by": []}}, "issue": {"id": "1", "key": "DEMO-1"},
    },
    jira::ProjectEvent: {
        "timestamp": 1_525_698_237_764_i64, "webhookEvent": "project_created",
        "project": {"id": 10000, "key": "DEMO", "name": "Demo", "projectLead": {"accountId": "ann"}, "assigneeType": "admin.assignee.type.unassigned", "self": "https://a.example"},
    },
    jira::VersionEvent: {
        "timestamp": 1_525_698_237_764_i64, "webhookEvent": "jira:version_deleted",
        "version": {"id": "1", "name": "1.0", "description": "First", "projectId": 10000, "archived": false, "released": true, "overdue": false, "startDate": "2024-11-26", "releaseDate": "2024-11-30", "self": "https://a.example"},
        "mergedTo": {"id": "2", "name": "1.1"},
    },
    jira::UserEvent: {"timestamp": 1_525_698_237_764_i64, "webhookEvent": "user_created", "user": {"accountId": "ann", "displayName": "Ann"}},
    jira::SprintEvent: {
        "timestamp": 1_525_698_237_764_i64, "webhookEvent": "sprint_started",
        "sprint": {"id": 1, "name": "One", "state": "active", "goal": "Try", "originBoardId": 1, "startDate": "2020-07-30T21:13:24.588Z", "endDate": "2020-07-30T21:13:24.588Z", "completeDate": "2020-07-30T21:13:24.588Z", "self": "https://a.example"},
        "oldValue": {"id": 1, "name": "Zero"},
    },
    jira::BoardEvent: {
        "timestamp": 1_525_698_237_764_i64, "webhookEvent": "board_created",
        "board": {"id": 1, "name": "Board", "type": "scrum", "self": "https://a.example"}, "configuration": {"id": 1},
    },
    jira::PostFunction: {
        "timestamp": 1_525_698_237_764_i64, "comment": "Done", "user": {"accountId": "ann"},
        "transition": {"transitionId": 711, "transitionName": "Close", "from_status": "In review", "to_status": "Done", "workflowId": 1, "workflowName": "Usual"},
        "issue": {"id": "1", "key": "DEMO-1", "fields": {"summary": "Try"}}, "configuration": {"value": "{\"key\":\"val\"}"},
    },
    data_residency::MigrationSchedule: {"startTime": 1_704_103_200_000_i64, "endTime": "2024-01-01T12:00:00Z", "location": "EU"},
    confluence::PageEvent: {
        "timestamp": 1_525_698_237_764_i64, "userAccountId": "ann", "accountType": "customer", "updateTrigger": "edit_page", "suppressNotifications": false,
        "page": {"id": 65537, "title": "Try", "contentType": "page", "version": 2, "spaceKey": "DEMO", "spaceId": 9, "creatorAccountId": "ann", "lastModifierAccountId": "ann", "creationDate": 1_631_605_030_794_i64, "modificationDate": 1_631_605_030_794_i64, "self": "https://a.example"},
        "oldParent": {"id": 1}, "newParent": {"id": 2}, "oldSortedChildren": [{"id": 3}], "newSortedChildren": [{"id": 3}],
    },
    confluence::BlogPostEvent: {"timestamp": 5, "userAccountId": "ann", "blog": {"id": "1", "title": "News", "space": {"id": 9, "key": "DEMO"}}},
    confluence::CommentEvent: {"timestamp": 5, "userAccountId": "ann", "comment": {"id": 2, "contentType": "comment", "parent": {"id": 1, "contentType": "page"}, "inReplyTo": {"id": 3}}},
    confluence::AttachmentEvent: {
        "timestamp": 5, "userAccountId": "ann", "attachedTo": {"id": 1, "contentType": "page"},
        "attachments": [{"id": "att1", "fileName": "a.txt", "fileSize": 5, "version": {"number": 1}, "comment": "First", "creatorAccountId": "ann", "lastModifierAccountId": "ann", "creationDate": 5, "modificationDate": 5, "self": "https://a.example"}],
    },
    confluence::LabelEvent: {"timestamp": 5, "userAccountId": "ann", "label": {"name": "a", "prefix": "global", "title": "A", "self": "https://a.example"}, "labeled": {"id": 1}},
    confluence::SpaceEvent: {
        "timestamp": 5, "userAccountId": "ann",
        "space": {"key": "DEMO", "id": 9, "title": "Demo", "description": "For trying", "isPersonalSpace": false, "homePage": {"id": 1}, "creatorAccountId": "ann", "lastModifierAccountId": "ann", "creationDate": 5, "modificationDate": 5, "self": "https://a.example"},
    },
    confluence::ContentEvent: {"timestamp": 5, "userAccountId": "ann", "content": {"id": 7, "contentType": "page", "version": {"number": 2}}},
    confluence::UserEvent: {"timestamp": 5, "userAccountId": "ann", "userProfile": {"userAccountId": "bob", "accountId": "bob", "fullName": "Bob"}},
    confluence::GroupEvent: {"timestamp": 5, "userAccountId": "ann", "group": {"name": "staff", "id": "1"}, "groupName": "staff"},
}

#[test]
fn every_payload_reads_its_example_and_its_poorest_form() {
    for (name, example, read) in examples() {
        let full = read(&example).unwrap();
        assert!(!full.contains("None, None, None"), "{name}: {full}");
        let poorest = read(&json!({})).unwrap();
        assert_ne!(full, poorest, "{name}");
    }
}

#[test]
fn no_single_member_breaks_an_event() {
    for (name, example, read) in examples() {
        let all = members(&example);
        for member in &all {
            for how in 0..3 {
                let body = without(example.clone(), member, how);
                if let Err(error) = read(&body) {
                    panic!("{name} without {member} ({how}): {error}");
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn no_members_break_an_event(
        which in any::<prop::sample::Index>(),
        gone in prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8), 1..12),
    ) {
        let (name, mut body, read) = which.get(&examples()).clone();
        for (member, how) in gone {
            let all = members(&body);
            if all.is_empty() {
                break;
            }
            let member = member.get(&all).clone();
            body = without(body, &member, how);
        }
        if let Err(error) = read(&body) {
            return Err(TestCaseError::fail(format!("{name}: {error}: {body}")));
        }
    }

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

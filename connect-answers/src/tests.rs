use connect_testing::json_members::{members, without};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{List, confluence, connect, jira};

type Read = fn(&Value) -> Result<String, serde_json::Error>;

/// Each type with an answer in the shape in which the product gives it.
macro_rules! examples {
    ($($ty:ty: $example:tt,)*) => {
        fn examples() -> Vec<(&'static str, Value, Read)> {
            vec![$((
                stringify!($ty),
                json!($example),
                |body| serde_json::from_str::<$ty>(&body.to_string()).map(|read| format!("{read:?}")),
            )),*]
        }
    };
}

examples! {
    jira::Issue: {
        "id": "10002", "key": "ED-1", "self": "https://a.example", "expand": "names",
        "names": {"summary": "Summary"}, "renderedFields": {"description": "<p>"}, "properties": {"votes": {"by": []}},
        "fields": {"summary": "Try", "status": {"name": "To Do"}, "description": {"type": "doc"}, "created": "2024-01-01T10:00:00.000+0000"},
        "transitions": [{"id": "2", "name": "Close", "to": {"name": "Done"}}],
    },
    jira::CreatedIssue: {"id": "10000", "key": "ED-24", "self": "https://a.example"},
    jira::SearchResults: {"isLast": false, "nextPageToken": "a", "issues": [{"id": "1", "key": "A-1"}]},
    jira::Changelog: {"id": "10001", "author": {"accountId": "ann"}, "created": "1970-01-18T06:27:50.429+0000", "items": [{"field": "fields", "fieldtype": "jira", "fieldId": "fieldId", "from": null, "fromString": "", "to": null, "toString": "label-1"}]},
    jira::Comment: {"id": "10000", "author": {"accountId": "ann", "active": false}, "body": {"type": "doc", "version": 1, "content": []}, "created": "2021-01-17T12:34:00.000+0000", "updateAuthor": {"accountId": "ann"}, "visibility": {"type": "role", "value": "Administrators"}},
    jira::Worklog: {"id": "100028", "issueId": "10002", "author": {"accountId": "ann"}, "started": "2021-01-17T12:34:00.000+0000", "timeSpent": "3h 20m", "timeSpentSeconds": 12000, "comment": {"type": "doc"}},
    jira::Transitions: {"transitions": [{"id": "2", "name": "Close", "hasScreen": false, "isGlobal": false, "to": {"id": "10000", "name": "Done", "statusCategory": {"id": 1, "key": "done"}}}]},
    jira::Project: {"id": "10000", "key": "EX", "name": "Example", "description": "", "lead": {"accountId": "ann"}, "components": [{"id": "1", "name": "C"}], "issueTypes": [{"id": "3", "name": "Task"}], "versions": [{"id": "1", "name": "1.0"}], "projectCategory": {"id": "1", "name": "First"}, "simplified": false},
    jira::User: {"accountId": "ann", "accountType": "atlassian", "active": true, "displayName": "Ann", "emailAddress": "a@example.com", "timeZone": "Europe/Berlin", "locale": "en"},
    jira::Field: {"id": "description", "key": "description", "name": "Description", "custom": false, "orderable": true, "clauseNames": ["description"], "schema": {"system": "description", "type": "string"}},
    jira::FoundGroups: {"header": "Showing 1", "total": 1, "groups": [{"groupId": "1", "name": "staff", "html": "staff"}]},
    jira::Permissions: {"permissions": {"EDIT_ISSUES": {"id": "12", "key": "EDIT_ISSUES", "name": "Edit Issues", "type": "PROJECT", "havePermission": true}}},
    jira::Attachment: {"id": 10000, "filename": "a.png", "author": {"accountId": "ann"}, "created": "2022-10-06T07:32:47.000+0000", "size": 23123, "mimeType": "image/png", "content": "https://a.example"},
    jira::ServerInfo: {"baseUrl": "https://a.example", "version": "1001.0.0", "versionNumbers": [5, 0, 0], "deploymentType": "Cloud", "buildDate": "2020-03-31T16:43:50.000+0000", "serverTime": "2020-03-31T16:43:50.000+0000"},
    jira::EntityProperty: {"key": "votes", "value": {"by": ["ann"]}},
    jira::Votes: {"self": "https://a.example", "votes": 24, "hasVoted": true, "voters": [{"accountId": "ann"}]},
    confluence::Page: {
        "id": "65537", "status": "current", "title": "Try", "spaceId": "9", "parentId": "1", "parentType": "page", "position": 5,
        "authorId": "ann", "ownerId": "ann", "createdAt": "2024-01-01T10:00:00.000Z",
        "version": {"createdAt": "2024-01-01T10:00:00.000Z", "message": "", "number": 2, "minorEdit": false, "authorId": "ann"},
        "body": {"storage": {"representation": "storage", "value": "<p>Try</p>"}}, "_links": {"webui": "/x", "editui": "/y"},
    },
    confluence::BlogPost: {"id": "1", "title": "News", "spaceId": "9", "createdAt": "2024-01-01T10:00:00.000Z", "version": {"number": 1}},
    confluence::Space: {"id": "9", "key": "DEMO", "name": "Demo", "type": "global", "status": "current", "homepageId": "1", "createdAt": "2024-01-01T10:00:00.000Z"},
    confluence::ContentProperty: {"id": "1", "key": "votes", "value": {"by": []}, "version": {"number": 1}},
    confluence::Comment: {"id": "1", "status": "current", "title": "Re: Try", "pageId": "65537", "version": {"number": 1}, "body": {"storage": {"value": "Hi"}}},
    confluence::SearchResults: {"results": [{"title": "Try", "excerpt": "Try it", "url": "/x", "entityType": "content", "lastModified": "2024-01-01T10:00:00.000Z"}], "start": 0, "limit": 25, "size": 1, "totalSize": 1},
    confluence::User: {"type": "known", "accountId": "ann", "accountType": "atlassian", "email": "", "publicName": "Ann", "displayName": "Ann"},
    connect::InstalledApp: {"key": "com.example.votes", "state": "ENABLED", "license": {"active": true, "evaluation": true, "type": "DEVELOPER", "entitlementId": "E-1"}},
    List<jira::Worklog>: {"startAt": 0, "total": 1, "worklogs": [{"id": "1"}]},
}

#[test]
fn every_type_reads_its_example_and_its_poorest_form() {
    for (name, example, read) in examples() {
        assert_ne!(read(&example).unwrap(), read(&json!({})).unwrap(), "{name}");
    }
}

proptest! {
    #[test]
    fn no_members_break_an_answer(
        which in any::<prop::sample::Index>(),
        gone in prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8), 1..8),
    ) {
        let (name, mut body, read) = which.get(&examples()).clone();
        for (member, how) in gone {
            let mut all = members(&body);
            // The values of a map are not members.
            all.retain(|member| !["/names/", "/permissions/"].iter().any(|map| member.contains(map)));
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
}

#[test]
fn answers_are_read() {
    let read = |body: Value| serde_json::from_value::<jira::Issue>(body).unwrap();
    let issue =
        read(json!({"id": 1, "key": "A-1", "fields": {"summary": "Try", "customfield_1": 3}}));
    assert_eq!((issue.id.as_str(), &*issue.key), ("1", "A-1"));
    assert_eq!(issue.fields.summary.as_deref(), Some("Try"));
    assert_eq!(issue.fields.other["customfield_1"], 3);
    let bare = read(json!({"key": "A-1", "fields": null, "transitions": null}));
    assert!(bare.transitions.is_empty());

    let page: confluence::Page = serde_json::from_value(json!({
        "id": "1", "createdAt": "2024-01-01T10:00:00.000Z", "_links": {"webui": "/x"},
        "body": {"storage": {"value": "<p>", "representation": "storage"}}, "version": "",
    }))
    .unwrap();
    assert_eq!(page.created_at.unwrap().to_string(), "2024-01-01T10:00:00Z");
    assert_eq!(
        page.body.unwrap().storage.unwrap().value.as_deref(),
        Some("<p>")
    );
    assert!(page.version.is_none());
    let license: connect::InstalledApp = serde_json::from_value(json!({"license": {}})).unwrap();
    assert!(
        !license.license.unwrap().active,
        "what is missing does not hold"
    );
}

use connect_answers::jira::{Comment, CreatedIssue, Issue, Transitions, Worklog};
use connect_events::jira as events;
use connect_model::Method;
use serde_json::{Value, json};

use super::jira;
use crate::Body;
use crate::testing::{anonymous, app, user};

const ISSUE: &str = "/rest/api/3/issue/DEMO-1";

fn task(summary: &str) -> Value {
    json!({"fields": {
        "project": {"key": "DEMO"}, "issuetype": {"name": "Task"}, "summary": summary,
    }})
}

#[tokio::test]
async fn the_demo_issue_is_what_samples_name() {
    let data = jira();
    let issue = user(&data, "1").get(ISSUE).await.ok();
    assert_eq!(issue["id"], "10001");
    let fields = &issue["fields"];
    assert_eq!(fields["summary"], "Try the app");
    assert_eq!(fields["issuetype"]["id"], "10002");
    assert_eq!(fields["project"]["id"], "10000");
    assert_eq!(fields["comment"]["comments"][0]["id"], "10300");
    assert_eq!(fields["worklog"]["worklogs"][0]["id"], "10400");
    assert_eq!(fields["attachment"][0]["filename"], "notes.txt");
    assert_eq!(fields["issuelinks"][0]["outwardIssue"]["key"], "DEMO-3");
    assert_eq!(fields["votes"]["hasVoted"], true);
    let _: Issue = serde_json::from_value(issue).unwrap();
}

#[tokio::test]
async fn version_2_has_texts_and_version_3_documents() {
    let data = jira();
    let ann = user(&data, "1");
    let older = "/rest/api/2/issue/DEMO-1";
    let body = json!({"fields": {"description": "One\ntwo"}});
    assert_eq!(ann.put(older, body.clone()).await.status, 204);
    let read = ann.get(&format!("{older}?fields=description")).await.ok();
    assert_eq!(read["fields"], json!({"description": "One\ntwo"}));
    let read = ann.get(&format!("{ISSUE}?fields=description")).await.ok();
    assert_eq!(read["fields"]["description"]["type"], "doc");
    let (status, message) = ann.put(ISSUE, body).await.refused();
    assert_eq!(status, 400);
    assert!(message.contains("Atlassian Document"), "{message}");
}

#[tokio::test]
async fn a_read_after_an_edit_shows_the_edit() {
    let data = jira();
    let ann = user(&data, "1");
    let edit = json!({
        "fields": {"summary": "Try it again", "assignee": {"accountId": crate::people::account_id("3")}},
        "update": {"labels": [{"add": "new"}], "comment": [{"add": {"body": super::super::text::document("Hm")}}]},
    });
    let seen = ann.put(ISSUE, edit).await;
    assert_eq!(seen.events(), ["jira:issue_updated", "comment_created"]);
    let items = &seen.changes[0].body["changelog"]["items"];
    let fields: Vec<_> = items
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["field"].as_str())
        .collect();
    assert_eq!(fields, [Some("summary"), Some("labels"), Some("assignee")]);
    let event: events::IssueEvent = serde_json::from_value(seen.changes[0].body.clone()).unwrap();
    assert_eq!(event.issue.fields.summary.as_deref(), Some("Try it again"));
    let _: events::CommentEvent = serde_json::from_value(seen.changes[1].body.clone()).unwrap();
    let read = ann.get(ISSUE).await.ok();
    assert_eq!(read["fields"]["summary"], "Try it again");
    assert_eq!(read["fields"]["assignee"]["displayName"], "Bruno Baum");
    assert_eq!(read["fields"]["labels"], json!(["new"]));
    assert_eq!(read["fields"]["comment"]["total"], 3);
    let log = ann.get(&format!("{ISSUE}/changelog")).await.ok();
    assert_eq!(log["values"][0]["items"][0]["toString"], "Try it again");
    // An edit that changes nothing sends no webhook.
    let again = json!({"fields": {"summary": "Try it again"}});
    assert_eq!(ann.put(ISSUE, again).await.events(), [""; 0]);
}

#[tokio::test]
async fn issues_are_made_assigned_moved_on_and_deleted() {
    let data = jira();
    let ann = user(&data, "2");
    let seen = ann.post("/rest/api/3/issue", task("A new one")).await;
    assert_eq!(
        (seen.status, seen.events()),
        (201, vec!["jira:issue_created"])
    );
    let event: events::IssueEvent = serde_json::from_value(seen.changes[0].body.clone()).unwrap();
    assert_eq!(event.issue.key, "DEMO-61");
    let made: CreatedIssue = serde_json::from_value(seen.ok()).unwrap();
    assert_eq!(made.key, "DEMO-61");
    let path = "/rest/api/3/issue/DEMO-61";
    let who = json!({"accountId": crate::people::account_id("4")});
    assert_eq!(ann.put(&format!("{path}/assignee"), who).await.status, 204);
    let to = ann.get(&format!("{path}/transitions")).await.ok();
    let _: Transitions = serde_json::from_value(to.clone()).unwrap();
    let done = to["transitions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["name"] == "Done");
    let go = json!({"transition": {"id": done.unwrap()["id"]}});
    let seen = ann.post(&format!("{path}/transitions"), go).await;
    assert_eq!(seen.events(), ["jira:issue_updated"]);
    let read = ann.get(path).await.ok();
    assert_eq!(read["fields"]["status"]["name"], "Done");
    assert_eq!(read["fields"]["resolution"]["name"], "Done");
    assert!(read["fields"]["resolutiondate"].is_string());
    let seen = ann.delete(path).await;
    assert_eq!(
        (seen.status, seen.events()),
        (204, vec!["jira:issue_deleted"])
    );
    assert_eq!(ann.get(path).await.refused().0, 404);
    // Its number is not reused.
    let made = ann.post("/rest/api/3/issue", task("Another")).await.ok();
    assert_eq!(made["key"], "DEMO-62");
}

#[tokio::test]
async fn what_is_wrong_with_a_new_issue_is_reported_together() {
    let data = jira();
    let ann = user(&data, "1");
    let body = json!({"fields": {
        "project": {"key": "DEMO"}, "summary": " ", "labels": ["two words"], "duedate": "soon",
    }});
    let seen = ann.post("/rest/api/3/issue", body).await;
    let faults: Vec<_> = seen.json["errors"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(faults, ["duedate", "issuetype", "labels", "summary"]);
    let body = json!({"fields": {"project": {"key": "NONE"}}});
    let seen = ann.post("/rest/api/3/issue", body).await;
    assert_eq!(
        seen.json["errors"]["project"],
        "Specify a valid project ID or key"
    );
    let mut child = task("Child");
    child["fields"]["issuetype"] = json!({"name": "Sub-task"});
    assert_eq!(
        ann.post("/rest/api/3/issue", child.clone()).await.status,
        400
    );
    child["fields"]["parent"] = json!({"key": "DEMO-1"});
    assert_eq!(ann.post("/rest/api/3/issue", child).await.status, 201);
    // A subtask of it makes it hard to delete.
    assert_eq!(ann.delete(ISSUE).await.status, 400);
    assert_eq!(
        ann.delete(&format!("{ISSUE}?deleteSubtasks=true"))
            .await
            .status,
        204
    );
}

#[tokio::test]
async fn comments_worklogs_votes_and_watchers_are_kept() {
    let data = jira();
    let (ann, bob) = (user(&data, "2"), user(&data, "3"));
    let comments = format!("{ISSUE}/comment");
    let comment = json!({"body": super::super::text::document("Hello")});
    let seen = ann.post(&comments, comment.clone()).await;
    assert_eq!(seen.status, 201);
    let made: Comment = serde_json::from_value(seen.ok()).unwrap();
    let one = format!("{comments}/{}", made.id);
    assert_eq!(bob.put(&one, comment.clone()).await.status, 403);
    assert_eq!(ann.put(&one, comment).await.events(), ["comment_updated"]);
    assert_eq!(ann.delete(&one).await.events(), ["comment_deleted"]);
    assert_eq!(ann.get(&one).await.status, 404);
    assert_eq!(ann.post(&comments, json!({})).await.status, 400);

    let worklogs = format!("{ISSUE}/worklog");
    let seen = ann.post(&worklogs, json!({"timeSpent": "1h 30m"})).await;
    assert_eq!(seen.events(), ["worklog_created"]);
    let _: events::WorklogEvent = serde_json::from_value(seen.changes[0].body.clone()).unwrap();
    let made: Worklog = serde_json::from_value(seen.ok()).unwrap();
    assert_eq!(made.time_spent_seconds, Some(5400));
    assert_eq!(ann.post(&worklogs, json!({})).await.status, 400);
    let read = ann.get(&format!("{ISSUE}?fields=timespent")).await.ok();
    assert_eq!(read["fields"]["timespent"], 3600 + 5400 + 5400);

    let votes = format!("{ISSUE}/votes");
    assert_eq!(bob.post(&votes, Value::Null).await.status, 204);
    assert_eq!(bob.get(&votes).await.ok()["votes"], 3);
    assert_eq!(bob.delete(&votes).await.status, 204);
    assert_eq!(bob.get(&votes).await.ok()["hasVoted"], false);
    let watchers = format!("{ISSUE}/watchers");
    assert_eq!(bob.post(&watchers, Value::Null).await.status, 204);
    assert_eq!(bob.get(&watchers).await.ok()["isWatching"], true);
}

#[tokio::test]
async fn links_and_attachments_are_kept() {
    let data = jira();
    let ann = user(&data, "2");
    let link = json!({
        "type": {"name": "Blocks"}, "inwardIssue": {"key": "DEMO-7"}, "outwardIssue": {"key": "DEMO-8"},
    });
    let seen = ann.post("/rest/api/3/issueLink", link).await;
    assert_eq!(
        (seen.status, seen.events()),
        (201, vec!["issuelink_created"])
    );
    let _: events::IssueLinkEvent = serde_json::from_value(seen.changes[0].body.clone()).unwrap();
    let links = ann
        .get("/rest/api/3/issue/DEMO-7?fields=issuelinks")
        .await
        .ok();
    let link = &links["fields"]["issuelinks"][0];
    assert_eq!(link["outwardIssue"]["key"], "DEMO-8");
    let one = format!("/rest/api/3/issueLink/{}", link["id"].as_str().unwrap());
    assert_eq!(ann.get(&one).await.ok()["inwardIssue"]["key"], "DEMO-7");
    assert_eq!(ann.delete(&one).await.events(), ["issuelink_deleted"]);

    let body = Body {
        content_type: Some("multipart/form-data; boundary=x".to_owned()),
        bytes: b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
            Content-Type: text/plain\r\n\r\nhello\r\n--x--\r\n"
            .to_vec(),
        json: None,
    };
    let seen = ann
        .ask(Method::Post, &format!("{ISSUE}/attachments"), body)
        .await;
    assert_eq!(seen.events(), ["attachment_created", "jira:issue_updated"]);
    let made = seen.ok();
    let id = made[0]["id"].as_str().unwrap();
    let content = ann
        .get(&format!("/rest/api/3/attachment/content/{id}"))
        .await;
    assert_eq!(content.text, "hello");
    let one = format!("/rest/api/3/attachment/{id}");
    assert_eq!(ann.delete(&one).await.status, 204);
    assert_eq!(ann.get(&one).await.status, 404);
}

#[tokio::test]
async fn properties_belong_to_the_issue_by_whichever_name() {
    let data = jira();
    let app = app(&data);
    let by_key = format!("{ISSUE}/properties/votes");
    let seen = app.put(&by_key, json!({"count": 3})).await;
    assert_eq!(
        (seen.status, seen.events()),
        (201, vec!["issue_property_set"])
    );
    let by_id = "/rest/api/2/issue/10001/properties/votes";
    assert_eq!(app.get(by_id).await.ok()["value"], json!({"count": 3}));
    assert_eq!(
        data.property("/rest/api/3/issue/DEMO-1", "votes"),
        Some(json!({"count": 3}))
    );
    data.set_property("/rest/api/2/issue/DEMO-1", "votes", json!(4))
        .unwrap();
    let read = app
        .get(&format!("{ISSUE}?properties=votes&fields=id"))
        .await
        .ok();
    assert_eq!(read["properties"], json!({"votes": 4}));
    assert_eq!(
        app.delete(&by_key).await.events(),
        ["issue_property_deleted"]
    );
    assert_eq!(app.get(&by_key).await.status, 404);
    assert_eq!(
        app.get("/rest/api/3/issue/DEMO-999/properties")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn many_issues_are_made_and_read_at_once() {
    let data = jira();
    let ann = user(&data, "1");
    let many = json!({"issueUpdates": [task("One"), {"fields": {}}, task("Two")]});
    let made = ann.post("/rest/api/3/issue/bulk", many).await.ok();
    assert_eq!(made["issues"].as_array().unwrap().len(), 2);
    assert_eq!(made["errors"][0]["failedElementNumber"], 1);
    let body = json!({"issueIdsOrKeys": ["DEMO-61", "10001", "NONE-1"], "fields": ["summary"]});
    let read = ann.post("/rest/api/3/issue/bulkfetch", body).await.ok();
    assert_eq!(read["issues"][0]["fields"], json!({"summary": "One"}));
    assert_eq!(read["issues"].as_array().unwrap().len(), 2);
    assert_eq!(read["issueErrors"][0]["id"], "NONE-1");
}

#[tokio::test]
async fn a_failed_request_changes_nothing() {
    let data = jira();
    let ann = user(&data, "1");
    let edit = json!({"fields": {"summary": "Half"}, "transition": {"id": "99"}});
    assert_eq!(ann.put(ISSUE, edit).await.status, 400);
    let read = ann.get(&format!("{ISSUE}?fields=summary")).await.ok();
    assert_eq!(read["fields"]["summary"], "Try the app");
    assert_eq!(anonymous(&data).get(ISSUE).await.status, 404);
}

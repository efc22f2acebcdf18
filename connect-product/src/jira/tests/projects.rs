use connect_answers::jira::{Component, Project, Version};
use connect_events::jira as events;
use serde_json::{Value, json};

use super::jira;
use crate::testing::{app, user};

#[tokio::test]
async fn projects_are_found() {
    let data = jira();
    let ann = user(&data, "1");
    let found = ann.get("/rest/api/3/project/search?orderBy=key").await.ok();
    let keys: Vec<_> = found["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["key"].clone())
        .collect();
    assert_eq!(keys, ["DEMO", "HELP", "ROAD"]);
    let project = ann.get("/rest/api/3/project/DEMO").await.ok();
    assert_eq!(project["id"], "10000");
    assert_eq!(project["versions"][0]["id"], "10100");
    assert_eq!(project["components"].as_array().unwrap().len(), 3);
    let _: Project = serde_json::from_value(project).unwrap();
    let statuses = ann.get("/rest/api/3/project/HELP/statuses").await.ok();
    assert_eq!(statuses[0]["statuses"][0]["name"], "Waiting for support");
    assert_eq!(
        ann.get("/rest/api/3/project/NONE").await.refused(),
        (404, "No project could be found with key 'NONE'.".to_owned(),)
    );
}

#[tokio::test]
async fn projects_are_made_changed_and_deleted() {
    let data = jira();
    let ann = user(&data, "1");
    let body = json!({"key": "NEW", "name": "New", "projectTypeKey": "business"});
    let seen = ann.post("/rest/api/3/project", body.clone()).await;
    assert_eq!((seen.status, seen.events()), (201, vec!["project_created"]));
    let _: events::ProjectEvent = serde_json::from_value(seen.changes[0].body.clone()).unwrap();
    assert_eq!(ann.post("/rest/api/3/project", body).await.status, 400);
    let issue = json!({"fields": {
        "project": {"key": "NEW"}, "issuetype": {"name": "Task"}, "summary": "First",
    }});
    assert_eq!(
        ann.post("/rest/api/3/issue", issue).await.ok()["key"],
        "NEW-1"
    );
    let seen = ann
        .put("/rest/api/3/project/NEW", json!({"key": "NEWER"}))
        .await;
    assert_eq!(seen.events(), ["project_updated"]);
    assert_eq!(ann.get("/rest/api/3/issue/NEWER-1").await.status, 200);
    assert_eq!(ann.delete("/rest/api/3/project/NEWER").await.status, 204);
    assert_eq!(ann.get("/rest/api/3/issue/NEWER-1").await.status, 404);
}

#[tokio::test]
async fn versions_are_made_released_moved_and_merged() {
    let data = jira();
    let ann = user(&data, "1");
    let seen = ann
        .post(
            "/rest/api/3/version",
            json!({"project": "DEMO", "name": "2.1"}),
        )
        .await;
    assert_eq!(seen.events(), ["jira:version_created"]);
    let made = seen.ok();
    let one = format!("/rest/api/3/version/{}", made["id"].as_str().unwrap());
    let _: Version = serde_json::from_value(made).unwrap();
    let seen = ann.put(&one, json!({"released": true})).await;
    assert_eq!(
        seen.events(),
        ["jira:version_updated", "jira:version_released"]
    );
    let _: events::VersionEvent = serde_json::from_value(seen.changes[1].body.clone()).unwrap();
    let seen = ann
        .post(&format!("{one}/move"), json!({"position": "First"}))
        .await;
    assert_eq!(seen.events(), ["jira:version_moved"]);
    let all = ann.get("/rest/api/3/project/DEMO/versions").await.ok();
    assert_eq!(all[0]["name"], "2.1");
    let fixed = |version: &str| format!("/rest/api/3/version/{version}/relatedIssueCounts");
    let before = ann.get(&fixed("10101")).await.ok()["issuesFixedCount"]
        .as_i64()
        .unwrap();
    let moved = ann.get(&fixed("10102")).await.ok()["issuesFixedCount"]
        .as_i64()
        .unwrap();
    let seen = ann
        .put("/rest/api/3/version/10102/mergeto/10101", Value::Null)
        .await;
    assert_eq!(seen.events(), ["jira:version_merged"]);
    let after = ann.get(&fixed("10101")).await.ok()["issuesFixedCount"]
        .as_i64()
        .unwrap();
    assert_eq!(after, before + moved);
}

#[tokio::test]
async fn components_and_constants_are_answered() {
    let data = jira();
    let ann = user(&data, "1");
    let made = ann
        .post(
            "/rest/api/3/component",
            json!({"project": "DEMO", "name": "New"}),
        )
        .await
        .ok();
    let one = format!("/rest/api/3/component/{}", made["id"].as_str().unwrap());
    let _: Component = serde_json::from_value(made).unwrap();
    let edited = ann.put(&one, json!({"name": "Newer"})).await.ok();
    assert_eq!(edited["name"], "Newer");
    assert_eq!(ann.delete(&one).await.status, 204);
    let app = app(&data);
    for (path, count) in [
        ("/rest/api/3/issuetype", 7),
        ("/rest/api/3/status", 6),
        ("/rest/api/3/priority", 5),
        ("/rest/api/3/resolution", 4),
        ("/rest/api/3/statuscategory", 4),
        ("/rest/api/3/field", 36),
    ] {
        assert_eq!(
            app.get(path).await.ok().as_array().unwrap().len(),
            count,
            "{path}"
        );
    }
    assert_eq!(app.get("/rest/api/3/status/Done").await.ok()["id"], "10002");
    assert_eq!(
        app.get("/rest/api/3/serverInfo").await.ok()["deploymentType"],
        "Cloud"
    );
    let role = ann.get("/rest/api/3/project/HELP/role/10003").await.ok();
    assert_eq!(role["actors"][0]["name"], "support-agents");
}

use connect_events::jira as events;
use serde_json::json;

use super::jira;
use crate::testing::{anonymous, app, user};

#[tokio::test]
async fn boards_and_sprints_have_issues() {
    let data = jira();
    let ann = user(&data, "1");
    let boards = ann.get("/rest/agile/1.0/board?type=scrum").await.ok();
    assert_eq!(boards["values"][0]["id"], 1);
    assert_eq!(boards["values"][0]["location"]["projectKey"], "DEMO");
    let sprints = ann
        .get("/rest/agile/1.0/board/1/sprint?state=active")
        .await
        .ok();
    assert_eq!(sprints["values"][0]["id"], 1);
    let issues = ann
        .get("/rest/agile/1.0/sprint/1/issue?fields=key&maxResults=5")
        .await
        .ok();
    assert_eq!(issues["total"], 12);
    assert_eq!(issues["issues"][0]["key"], "DEMO-1");
    let all = ann
        .get("/rest/agile/1.0/board/1/issue?jql=issuetype%3DBug")
        .await
        .ok();
    assert!(all["total"].as_i64().unwrap() < 60);
    assert_eq!(
        anonymous(&data).get("/rest/agile/1.0/board/1").await.status,
        404
    );
    assert_eq!(ann.get("/rest/agile/1.0/board/2/sprint").await.status, 400);
}

#[tokio::test]
async fn sprints_are_made_filled_started_and_closed() {
    let data = jira();
    let ann = user(&data, "2");
    let body = json!({"name": "Sprint 3", "originBoardId": 1});
    let seen = ann.post("/rest/agile/1.0/sprint", body).await;
    assert_eq!(seen.events(), ["sprint_created"]);
    let _: events::SprintEvent = serde_json::from_value(seen.changes[0].body.clone()).unwrap();
    let one = format!("/rest/agile/1.0/sprint/{}", seen.ok()["id"]);
    let issues = json!({"issues": ["DEMO-40", "10041"]});
    let seen = ann.post(&format!("{one}/issue"), issues).await;
    assert_eq!(seen.events(), ["jira:issue_updated"; 2]);
    assert_eq!(ann.get(&format!("{one}/issue")).await.ok()["total"], 2);
    let state = |state| json!({ "state": state });
    assert_eq!(ann.put(&one, state("closed")).await.status, 400);
    assert_eq!(
        ann.put(&one, state("active")).await.events(),
        ["sprint_started"]
    );
    assert_eq!(
        ann.put(&one, state("closed")).await.events(),
        ["sprint_closed"]
    );
    let backlog = json!({"issues": ["DEMO-40"]});
    assert_eq!(
        ann.post("/rest/agile/1.0/backlog/issue", backlog)
            .await
            .status,
        204
    );
    assert_eq!(ann.get(&format!("{one}/issue")).await.ok()["total"], 1);
    assert_eq!(ann.delete(&one).await.events(), ["sprint_deleted"]);
}

#[tokio::test]
async fn filters_belong_to_their_owner_and_are_shared() {
    let data = jira();
    let (ann, bob) = (user(&data, "2"), user(&data, "3"));
    let body = json!({"name": "My bugs", "jql": "issuetype = Bug"});
    let seen = ann.post("/rest/api/3/filter", body).await;
    assert_eq!(seen.events(), ["filter_created"]);
    let one = format!("/rest/api/3/filter/{}", seen.ok()["id"].as_str().unwrap());
    assert_eq!(bob.get(&one).await.status, 400);
    let share = json!({"sharePermissions": [{"type": "authenticated"}]});
    assert_eq!(
        ann.put(&one, share.clone()).await.events(),
        ["filter_updated"]
    );
    assert_eq!(bob.get(&one).await.ok()["name"], "My bugs");
    assert_eq!(bob.put(&one, share).await.status, 400);
    assert_eq!(
        bob.put(&format!("{one}/favourite"), json!({})).await.ok()["favourite"],
        true
    );
    let wrong = json!({"name": "Wrong", "jql": "issuetype ="});
    assert_eq!(ann.post("/rest/api/3/filter", wrong).await.status, 400);
    let found = bob
        .get("/rest/api/3/filter/search?filterName=bugs")
        .await
        .ok();
    assert_eq!(found["total"], 2);
    assert_eq!(ann.delete(&one).await.events(), ["filter_deleted"]);
}

#[tokio::test]
async fn dashboards_have_items_with_properties() {
    let data = jira();
    let ann = user(&data, "1");
    let dashboard = ann.get("/rest/api/3/dashboard/10500").await.ok();
    assert_eq!(dashboard["name"], "Demo");
    let gadgets = ann.get("/rest/api/3/dashboard/10500/gadget").await.ok();
    assert_eq!(gadgets["gadgets"][0]["id"], 10501);
    let property = "/rest/api/3/dashboard/10500/items/10501/properties/settings";
    assert_eq!(
        app(&data).put(property, json!({"size": 1})).await.status,
        201
    );
    assert_eq!(ann.get(property).await.ok()["value"], json!({"size": 1}));
    let none = "/rest/api/3/dashboard/10500/items/1/properties/settings";
    assert_eq!(ann.get(none).await.status, 404);
    assert_eq!(
        user(&data, "3")
            .get("/rest/api/3/dashboard/10510")
            .await
            .status,
        404
    );
    let made = ann
        .post("/rest/api/3/dashboard", json!({"name": "New"}))
        .await
        .ok();
    let one = format!("/rest/api/3/dashboard/{}", made["id"].as_str().unwrap());
    let gadget = json!({"moduleKey": "votes"});
    assert_eq!(
        ann.post(&format!("{one}/gadget"), gadget).await.ok()["moduleKey"],
        "votes"
    );
    assert_eq!(user(&data, "3").delete(&one).await.status, 404);
    assert_eq!(ann.delete(&one).await.status, 204);
}

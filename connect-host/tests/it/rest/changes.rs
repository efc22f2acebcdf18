//! Changes are sent to the webhooks that listen for them.

use std::time::Duration;

use connect_host::{Host, Method};
use serde_json::{Value, json};

use crate::recording_app::{App, Received};

const ISSUE: &str = "/rest/api/3/issue/DEMO-1";

fn edit(summary: &str) -> Value {
    json!({"fields": {"summary": summary}})
}

async fn change(host: &Host, method: Method, path: &str, body: &Value) {
    let answer = host.product_request(method, path).json(body).await.unwrap();
    assert!(answer.status_code().is_success(), "{}", answer.text());
}

#[tokio::test]
async fn each_webhook_gets_the_events_it_listens_to() {
    let app = App::start(json!({"webhooks": [
        {"event": "jira:issue_updated", "url": "/updated?key={issue.key}&project={project.id}"},
        {"event": "jira:issue_updated", "url": "/bare", "excludeBody": true},
        {"event": "jira:issue_updated", "url": "/road", "filter": "project = ROAD"},
        {"event": "jira:issue_updated", "url": "/demo", "filter": "project = DEMO AND summary ~ new"},
        {"event": "comment_created", "url": "/comment", "propertyKeys": ["votes"]},
        {"event": "worklog_created", "url": "/worklog?issue={issue.key}"},
    ]}))
    .await;
    let host = Host::jira().install(&app.url).await.unwrap();
    host.set_property(ISSUE, "votes", 3);
    change(&host, Method::PUT, ISSUE, &edit("A new summary")).await;
    let comment = json!({"body": "Hello"});
    change(
        &host,
        Method::POST,
        "/rest/api/2/issue/DEMO-1/comment",
        &comment,
    )
    .await;
    let worked = json!({"timeSpentSeconds": 60});
    change(
        &host,
        Method::POST,
        "/rest/api/2/issue/DEMO-1/worklog",
        &worked,
    )
    .await;
    let deliveries = host.settled().await;
    let paths: Vec<_> = deliveries
        .iter()
        .map(|delivery| delivery.url.path())
        .collect();
    assert_eq!(
        paths,
        ["/updated", "/bare", "/demo", "/comment", "/worklog"]
    );
    assert!(
        deliveries
            .iter()
            .all(|delivery| delivery.tries == 1 && delivery.status.unwrap().is_success())
    );
    assert_eq!(host.settled().await, []);

    let updated = app.last("/updated");
    assert_eq!(updated.parameter("key").unwrap(), "DEMO-1");
    assert_eq!(updated.parameter("project").unwrap(), "10000");
    assert_eq!(
        updated.header("x-atlassian-webhook-identifier"),
        Some(deliveries[0].identifier.as_str())
    );
    let body = updated.json();
    assert_eq!(body["webhookEvent"], "jira:issue_updated");
    assert_eq!(body["issue"]["fields"]["summary"], "A new summary");
    assert_eq!(body["changelog"]["items"][0]["fromString"], "Try the app");
    assert_eq!(body["user"]["accountId"], connect_host::DEFAULT_USER);
    let claims = updated.hs256(&host.shared_secret());
    assert_eq!(claims["sub"], connect_host::DEFAULT_USER);
    assert!(app.last("/bare").body.is_empty());
    let body = app.last("/comment").json();
    assert_eq!(body["comment"]["body"], "Hello");
    assert_eq!(body["issue"]["properties"], json!({"votes": 3}));
    assert_eq!(app.last("/worklog").parameter("issue").unwrap(), "DEMO-1");
    assert!(app.received("/road").is_empty());
}

#[tokio::test]
async fn a_deleted_issue_still_matches_a_filter() {
    let app = App::start(json!({"webhooks": [
        {"event": "jira:issue_deleted", "url": "/gone", "filter": "key = DEMO-1"},
    ]}))
    .await;
    let host = Host::jira().install(&app.url).await.unwrap();
    for key in ["DEMO-3", "DEMO-1"] {
        let path = format!("/rest/api/3/issue/{key}");
        let answer = host.product_request(Method::DELETE, &path).await.unwrap();
        assert_eq!(answer.status_code(), 204);
    }
    assert_eq!(host.settled().await.len(), 1);
    assert_eq!(app.last("/gone").json()["issue"]["key"], "DEMO-1");
}

#[tokio::test]
async fn a_failed_webhook_is_repeated_while_later_ones_wait() {
    let app = App::start(json!({"webhooks": [
        {"event": "jira:issue_updated", "url": "/busy"},
        {"event": "jira:issue_deleted", "url": "/gone"},
    ]}))
    .await;
    app.answer("/busy", 503);
    let builder = Host::jira().timeout(Duration::from_secs(5));
    let host = builder.install(&app.url).await.unwrap();
    change(&host, Method::PUT, ISSUE, &edit("One")).await;
    let gone = host.product_request(Method::DELETE, ISSUE).await.unwrap();
    assert_eq!(gone.status_code(), 204);
    let deliveries = host.settled().await;
    let tries: Vec<_> = deliveries
        .iter()
        .map(|delivery| (delivery.url.path(), delivery.tries))
        .collect();
    assert_eq!(tries, [("/busy", 5), ("/gone", 1)]);
    assert_eq!(deliveries[0].status.unwrap(), 503);
    let received = app.received("/busy");
    let header = |name: &'static str| -> Vec<Option<String>> {
        let each = received.iter();
        each.map(|it: &Received| it.header(name).map(str::to_owned))
            .collect()
    };
    let retries = ["1", "2", "3", "4"].map(|it| Some(it.to_owned()));
    assert_eq!(header("x-atlassian-webhook-retry")[1..], retries);
    let identifiers = header("x-atlassian-webhook-identifier");
    assert!(
        identifiers
            .iter()
            .all(|it| it.as_deref() == Some(deliveries[0].identifier.as_str()))
    );
}

#[tokio::test]
async fn a_refused_webhook_is_not_repeated_and_a_disabled_app_gets_none() {
    let app =
        App::start(json!({"webhooks": [{"event": "jira:issue_updated", "url": "/updated"}]})).await;
    app.answer("/updated", 400);
    let host = Host::jira().install(&app.url).await.unwrap();
    change(&host, Method::PUT, ISSUE, &edit("One")).await;
    assert_eq!(host.settled().await[0].tries, 1);
    host.disable().await.unwrap();
    change(&host, Method::PUT, ISSUE, &edit("Two")).await;
    assert_eq!(host.settled().await, []);
    // A refused change sends nothing.
    host.enable().await.unwrap();
    let refused = host
        .product_request(Method::PUT, ISSUE)
        .anonymous()
        .json(&edit("Three"));
    assert_eq!(refused.await.unwrap().status_code(), 404);
    assert_eq!(host.settled().await, []);
    assert_eq!(host.lost_webhooks(), 0);
}

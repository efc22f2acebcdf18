//! Events, and Forge's calls from server to server.

use connect_host::{ForgeRule, HostError, Method};
use serde_json::json;

use super::app::installed;

#[tokio::test]
async fn an_event_is_flat_and_has_forges_name() {
    let (host, app) = installed().await;
    let created = json!({"issue": {"id": "1", "key": "DEMO-1", "fields": {"summary": "S"}}});
    let deliveries = host
        .fire("jira:issue_created")
        .as_user("557058:bob")
        .with_body(created)
        .await
        .unwrap();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0].event, "jira:issue_created");
    assert_eq!(deliveries[0].status, 204);
    let received = app.last();
    assert_eq!(received.path, "/forge/events");
    assert_eq!(received.body["eventType"], "avi:jira:created:issue");
    assert_eq!(received.body["atlassianId"], "557058:bob");
    assert_eq!(received.body["issue"]["key"], "DEMO-1");
    assert!(received.body["timestamp"].is_string(), "{}", received.body);
    assert!(received.token.context.is_none());

    deliveries[0].redeliver().await.unwrap();
    assert_eq!(app.last().body["retryContext"]["retryCount"], 1);

    // By Forge's own name, in its own shape.
    let own = json!({"eventType": "avi:jira:updated:issue", "issue": {"key": "DEMO-2"}});
    host.fire("avi:jira:updated:issue")
        .with_body(own.clone())
        .await
        .unwrap();
    assert_eq!(app.last().body, own);
}

#[tokio::test]
async fn an_event_without_a_trigger_is_an_error() {
    let (host, _) = installed().await;
    let error = host.fire("project_created").await.unwrap_err();
    assert!(
        error.to_string().contains("avi:jira:created:issue"),
        "{error}"
    );
    let error = host.fire("option_attachments_changed").await.unwrap_err();
    assert!(matches!(error, HostError::NotOnForge { .. }), "{error}");
}

#[tokio::test]
async fn a_redirect_of_an_event_is_an_error() {
    let (host, app) = installed().await;
    let to = vec![("location", "https://other.example/?t=1".to_owned())];
    app.answer("/forge/events", vec![(307, to, String::new())]);
    let error = host.fire("jira:issue_created").await.unwrap_err();
    let HostError::AgainstForge { what, rule } = error else {
        panic!("{error}")
    };
    assert_eq!(what, "event \"jira:issue_created\"");
    let to = "https://other.example/".to_owned();
    assert_eq!(rule, ForgeRule::Redirect { to });
}

#[tokio::test]
async fn a_change_is_sent_again_until_it_is_accepted() {
    let (host, app) = installed().await;
    app.answer(
        "/forge/events",
        vec![(500, vec![], String::new()), (204, vec![], String::new())],
    );
    let edit = json!({"fields": {"summary": "Try it again"}});
    let edited = host
        .product_request(Method::PUT, "/rest/api/3/issue/DEMO-1")
        .json(&edit);
    assert_eq!(edited.await.unwrap().status_code(), 204);
    let deliveries = host.settled().await;
    assert_eq!(deliveries.len(), 1, "{deliveries:?}");
    assert_eq!(deliveries[0].event, "jira:issue_updated");
    assert_eq!(deliveries[0].tries, 2);
    let body = app.last().body;
    assert_eq!(body["eventType"], "avi:jira:updated:issue");
    assert_eq!(body["issue"]["key"], "DEMO-1");
    assert_eq!(body["retryContext"]["retryCount"], 1);
}

#[tokio::test]
async fn forge_calls_the_endpoints_that_the_manifest_names() {
    let (host, app) = installed().await;
    assert_eq!(host.forge_call("tidy").await.unwrap().status, 204);
    let called = app.last();
    assert_eq!(called.path, "/forge/scheduled/tidy");
    assert_eq!(called.body["context"]["moduleKey"], "tidy");
    assert_eq!(called.token.module.key, "connect-sched-1");

    app.answer(
        "/forge/jql/voted",
        vec![(200, vec![], "{\"jql\":\"votes > 0\"}".to_owned())],
    );
    let clause = json!({"clause": {"operator": "in", "arguments": ["red"]}});
    let found = host
        .forge_call("voted")
        .with_body(clause.clone())
        .await
        .unwrap();
    assert_eq!(
        found.json::<serde_json::Value>().unwrap()["jql"],
        "votes > 0"
    );
    assert_eq!(app.last().body, clause);
    assert!(host.forge_call("votd").await.is_err());
}

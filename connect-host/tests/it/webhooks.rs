use connect_host::{Host, HostError};
use serde_json::json;

use crate::recording_app::{App, sha256};

fn hooks() -> serde_json::Value {
    json!({
        "webhooks": [
            {"event": "jira:issue_created", "url": "/created?key={issue.key}&project=${project.key}"},
            {"event": "jira:issue_created", "url": "/bare", "excludeBody": true},
            {"event": "*", "url": "/everything"},
            {"event": "comment_created", "url": "/comment"},
        ],
    })
}

#[tokio::test]
async fn an_event_goes_to_every_webhook_that_listens() {
    let app = App::start(hooks()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    app.answer("/bare", 500);
    let deliveries = host
        .fire("jira:issue_created")
        .with("issue.key", "DEMO-7")
        .await
        .unwrap();
    let statuses: Vec<u16> = deliveries
        .iter()
        .map(|delivery| delivery.status.as_u16())
        .collect();
    assert_eq!(statuses, [200, 500, 200]);
    assert!(app.received("/comment").is_empty());

    let created = app.last("/created");
    assert_eq!(created.parameter("key").unwrap(), "DEMO-7");
    assert_eq!(created.parameter("project").unwrap(), "DEMO");
    assert!(created.parameter("user_id").is_none());
    let body = created.json();
    assert_eq!(body["webhookEvent"], "jira:issue_created");
    assert_eq!(body["issue"]["key"], "DEMO-7");
    assert!(body["timestamp"].as_i64().unwrap() > 1_700_000_000_000);
    let claims = created.hs256(&host.shared_secret());
    assert_eq!(
        claims["qsh"],
        sha256("POST&/created&key=DEMO-7&project=DEMO")
    );

    assert!(app.last("/bare").body.is_empty());
    assert_eq!(
        app.last("/everything").json()["webhookEvent"],
        "jira:issue_created"
    );
}

#[tokio::test]
async fn a_redelivery_keeps_its_identifier_and_counts_up() {
    let app = App::start(hooks()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    // The webhook for `*` comes before the one for comments.
    let first = host.fire("comment_created").await.unwrap().split_off(1);
    let again = first[0]
        .redeliver()
        .await
        .unwrap()
        .redeliver()
        .await
        .unwrap();
    assert_eq!((again.retry, &again.identifier), (2, &first[0].identifier));
    let received = app.received("/comment");
    let identifiers: Vec<_> = received
        .iter()
        .map(|r| r.header("x-atlassian-webhook-identifier").unwrap())
        .collect();
    assert_eq!(identifiers, [first[0].identifier.as_str(); 3]);
    let retries: Vec<_> = received
        .iter()
        .map(|r| r.header("x-atlassian-webhook-retry"))
        .collect();
    assert_eq!(retries, [None, Some("1"), Some("2")]);
    assert_eq!(received[0].body, received[2].body);
    let other = host.fire("comment_created").await.unwrap();
    assert!(
        other
            .iter()
            .all(|delivery| delivery.identifier != first[0].identifier)
    );
}

/// An app that keeps its database would otherwise take the second for a repetition of the first.
#[tokio::test]
async fn a_restarted_site_does_not_reuse_identifiers() {
    let app = App::start(hooks()).await;
    let mut identifiers = Vec::new();
    for _ in 0..2 {
        let host = Host::jira().client_key("the-same");
        let host = host.install(&app.url).await.unwrap();
        let sent = host.fire("comment_created").await.unwrap();
        identifiers.extend(sent.into_iter().map(|delivery| delivery.identifier));
    }
    assert_eq!(identifiers.len(), 4);
    let unique: std::collections::BTreeSet<_> = identifiers.iter().collect();
    assert_eq!(unique.len(), 4, "{identifiers:?}");
}

#[tokio::test]
async fn a_custom_body_fills_the_url() {
    let app = App::start(hooks()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let body = json!({"issue": {"key": "X-1", "fields": {"project": {"key": "X"}}}, "more": [1]});
    host.fire("jira:issue_created")
        .with_body(body.clone())
        .await
        .unwrap();
    let created = app.last("/created");
    assert_eq!(created.json(), body);
    assert_eq!(created.uri.query(), Some("key=X-1&project=X"));
}

#[tokio::test]
async fn an_event_without_a_listener_is_an_error() {
    let app = App::start(json!({"webhooks": [{"event": "comment_created", "url": "/c"}]})).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let error = host.fire("jira:issue_created").await.unwrap_err();
    let HostError::NoSubscriber { subscribed, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(subscribed, &["comment_created"]);
}

/// Each event binds the context parameters that the facts list for it.
#[tokio::test]
async fn an_event_binds_its_context() {
    let of_jira: Vec<_> = connect_model::events()
        .iter()
        .filter(|event| !event.context.is_empty())
        .collect();
    assert!(of_jira.len() > 30);
    let webhooks: Vec<_> = of_jira
        .iter()
        .map(|event| {
            let query: Vec<_> = (event.context.iter())
                .map(|name| format!("{name}={{{name}}}"))
                .collect();
            json!({"event": event.name, "url": format!("/e?{}", query.join("&"))})
        })
        .collect();
    let app = App::start(json!({"webhooks": webhooks})).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    for event in of_jira {
        let deliveries = host.fire(event.name).as_user("ann").await.unwrap();
        assert_eq!(deliveries[0].unbound, [""; 0], "{}", event.name);
        let received = app.last("/e");
        for name in event.context {
            let value = received.parameter(name).unwrap_or_default();
            assert!(!value.is_empty(), "{name} of {}", event.name);
            if name.starts_with("modifiedUser.") {
                assert_eq!(value, "ann");
            }
        }
    }
    // A parameter that the event does not have stays unbound, as does one that a given body lacks.
    let app = App::start(json!({"webhooks": [
        {"event": "project_created", "url": "/p?key={issue.key}"},
        {"event": "worklog_created", "url": "/w?key={issue.key}"},
    ]}))
    .await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let project = host.fire("project_created").await.unwrap();
    assert_eq!(project[0].unbound, ["issue.key"]);
    let own = host.fire("worklog_created").with_body(json!({}));
    assert_eq!(own.await.unwrap()[0].unbound, ["issue.key"]);
}

/// No field of Confluence's bodies names the event.
#[tokio::test]
async fn confluences_bodies_do_not_name_the_event() {
    let app = App::start(json!({"webhooks": [{"event": "page_updated", "url": "/p"}]})).await;
    let host = Host::confluence().install(&app.url).await.unwrap();
    host.fire("page_updated").await.unwrap();
    let body = app.last("/p").json();
    assert_eq!(body.get("event"), None);
    assert_eq!(body["updateTrigger"], "edit_page");
    assert_eq!(body["page"]["id"], body["page"]["idAsString"]);
}

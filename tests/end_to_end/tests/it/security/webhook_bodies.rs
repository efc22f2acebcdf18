//! Part B, 240 and 241: webhooks with malformed bodies, and webhooks delivered twice.

use conformance_app::Delivery;
use end_to_end::{Request, RunningApp, WEBHOOK};
use serde_json::Value;

/// A webhook whose handler takes any JSON.
const ANY: &str = WEBHOOK;
/// A webhook whose handler takes an object with an `id` that is a `u32`.
const TYPED: &str = "/webhooks/issue-updated";

fn event<'s>(app: &'s RunningApp, target: &str, body: impl Into<Vec<u8>>) -> Request<'s> {
    app.post(target)
        .token(app.a.request_token("POST", target))
        .body("application/json", body)
}

#[tokio::test]
async fn case_240_bodies_that_are_not_an_event() {
    let app = RunningApp::start().await;
    let no_json: [&[u8]; 10] = [
        b"",
        b"not json",
        b"{",
        b"{\"id\":1",
        b"{\"id\":1}}",
        b"{\"id\":\"\xff\xfe\"}",
        b"\xef\xbb\xbf{\"id\":1}",
        b"{\"id\":1e999}",
        b"id=1",
        b"\0",
    ];
    for body in no_json {
        for target in [ANY, TYPED] {
            event(&app, target, body).await.is(204);
        }
    }
    for body in [
        "[]",
        "null",
        "1",
        "\"id\"",
        "{}",
        r#"{"id":"1"}"#,
        r#"{"id":null}"#,
        r#"{"id":-1}"#,
        r#"{"id":4294967296}"#,
        r#"{"id":123456789012345678901234567890}"#,
        r#"{"id":1.5}"#,
        r#"{"id":{}}"#,
        r#"{"id":1,"id":2}"#,
    ] {
        event(&app, TYPED, body).await.is(204);
        event(&app, ANY, body).await.is(204);
    }
    assert_eq!(app.calls.webhooks(), 13, "the typed one saw none of them");
    // They are retried, and finally wait for an operator: nothing is lost silently.
    let counts = app.server.jobs().counts().await.unwrap();
    assert_eq!(counts.open() + counts.dead, 10 * 2 + 13);
}

#[tokio::test]
async fn unknown_fields_are_kept() {
    let app = RunningApp::start().await;
    let body = r#"{ "webhookEvent":"jira:issue_updated","id":7, "later":{"n":123456789012345678901234567890,"s":"ä\u0000🦀"},
        "later still":[null,1e300] }"#;
    event(&app, TYPED, body).await.is(204);
    let deliveries = app.calls.deliveries();
    assert_eq!(deliveries.len(), 1);
    assert_eq!(deliveries[0].body, body.as_bytes(), "byte for byte");
    // For another event than the route's: the host decides what it sends where.
    let other = r#"{"webhookEvent":"jira:issue_deleted","id":8}"#;
    event(&app, TYPED, other).await.is(204);
    // Whatever content type it declares.
    let typeless = app
        .post(ANY)
        .token(app.a.request_token("POST", ANY))
        .body("text/plain", "{}");
    typeless.await.is(204);
}

#[tokio::test]
async fn case_241_the_same_webhook_twice() {
    let app = RunningApp::start().await;
    let body = r#"{"issue":{"key":"DEMO-1"}}"#;
    for retry in ["0", "1", "2"] {
        let delivery = event(&app, ANY, body)
            .header("x-atlassian-webhook-identifier", "w-17")
            .header("x-atlassian-webhook-retry", retry);
        delivery.await.is(204);
    }
    event(&app, ANY, body).await.is(204);
    let seen = |id: Option<&str>, retry| Delivery {
        id: id.map(str::to_owned),
        retry,
        body: body.into(),
    };
    // Each event is one call: a repeated delivery is not a second call, and one without an
    // identifier is an event of its own.
    assert_eq!(
        app.calls.deliveries(),
        [seen(Some("w-17"), 0), seen(None, 0)]
    );
}

#[tokio::test]
async fn malformed_identifiers_do_no_harm() {
    let app = RunningApp::start().await;
    for retry in ["", "-1", "many", "99999999999999999999"] {
        let delivery = event(&app, ANY, Value::Null.to_string())
            .header("x-atlassian-webhook-identifier", "")
            .header("x-atlassian-webhook-retry", retry);
        delivery.await.is(204);
    }
    assert!(app.calls.deliveries().iter().all(|seen| seen.retry == 0));
}

//! Part A3: what it takes to deliver a webhook.

use connect_host::tokens::TokenBuilder;
use end_to_end::{Request, Response, RunningApp, WEBHOOK, cases};
use serde_json::json;

/// The genuine token of a webhook of A.
fn genuine(app: &RunningApp) -> TokenBuilder {
    app.a.request_token("POST", WEBHOOK)
}

/// A webhook without a token.
fn event(app: &RunningApp) -> Request<'_> {
    let body = json!({"webhookEvent": "jira:issue_created", "issue": {"key": "DEMO-1"}});
    app.post(WEBHOOK).json(&body)
}

cases! {
    then no_handler_ran;

    case_089_no_token(app) is 401: [
        event(app),
        event(app).token(""),
    ];
    case_090_wrong_secret(app) is 401: [
        event(app).token(genuine(app).hs256("a guess")),
        event(app).token(genuine(app).hs256(app.b.shared_secret())),
        event(app).token(genuine(app).unsigned()),
    ];
    case_091_context_token(app) is 401: [
        event(app).token(app.a.context_token()),
        event(app).in_query(app.a.context_token()),
    ];
    case_092_install_style_token(app) is 401: [
        event(app).token(app.lifecycle_token(&app.a, WEBHOOK)),
        event(app).token(genuine(app).rs256(app.keys.key()).key_id(app.keys.kid())),
    ];
}

/// No handler ran for a refused webhook; for a genuine one it still does.
async fn no_handler_ran(app: &RunningApp, _: &[Response]) {
    assert_eq!(app.calls.webhooks(), 0);
    event(app).token(genuine(app)).await.is(204);
    assert_eq!(app.calls.webhooks(), 1);
}

#[tokio::test]
async fn case_088_signed_post() {
    let app = RunningApp::start().await;
    let response = event(&app).token(genuine(&app)).await.is(204);
    assert_eq!(response.body, "");
    event(&app).in_query(genuine(&app)).await.is(204);
    let token = app.b.request_token("POST", WEBHOOK);
    event(&app).token(token).await.is(204);
    assert_eq!(app.calls.webhooks(), 3);
}

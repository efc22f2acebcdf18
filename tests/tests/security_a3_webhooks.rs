//! SECURITY A3: what it takes to tell the app that something happened.

use connect_host::TokenBuilder;
use connect_tests::{Attempt, Reply, Site, WEBHOOK, cases};
use serde_json::json;

/// The genuine token of a webhook of A.
fn genuine(site: &Site) -> TokenBuilder {
    site.a.request_token("POST", WEBHOOK)
}

/// A webhook without a token.
fn event(site: &Site) -> Attempt<'_> {
    let body = json!({"webhookEvent": "jira:issue_created", "issue": {"key": "DEMO-1"}});
    site.post(WEBHOOK).json(&body)
}

cases! {
    then nobody_was_told;

    case_089_no_token(site) is 401: [
        event(site),
        event(site).token(""),
    ];
    case_090_wrong_secret(site) is 401: [
        event(site).token(genuine(site).hs256("a guess")),
        event(site).token(genuine(site).hs256(site.b.shared_secret())),
        event(site).token(genuine(site).unsigned()),
    ];
    case_091_context_token(site) is 401: [
        event(site).token(site.a.context_token()),
        event(site).in_query(site.a.context_token()),
    ];
    case_092_install_style_token(site) is 401: [
        event(site).token(site.lifecycle_token(&site.a, WEBHOOK)),
        event(site).token(genuine(site).rs256(site.keys.key()).key_id(site.keys.kid())),
    ];
}

/// No handler ran for what was refused; for what is genuine it still does.
async fn nobody_was_told(site: &Site, _: &[Reply]) {
    assert_eq!(site.calls.webhooks(), 0);
    event(site).token(genuine(site)).await.is(204);
    assert_eq!(site.calls.webhooks(), 1);
}

#[tokio::test]
async fn case_088_signed_post() {
    let site = Site::start().await;
    let reply = event(&site).token(genuine(&site)).await.is(204);
    assert_eq!(reply.body, "");
    event(&site).in_query(genuine(&site)).await.is(204);
    let token = site.b.request_token("POST", WEBHOOK);
    event(&site).token(token).await.is(204);
    assert_eq!(site.calls.webhooks(), 3);
}

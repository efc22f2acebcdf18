//! Part A5: what it takes to uninstall the app, and what remains afterwards.

use connect_host::tokens::TokenBuilder;
use end_to_end::{
    INSTALLED, NEW_SECRET, Request, Response, RunningApp, UNINSTALLED, WHOAMI, cases,
};

/// The genuine token with which A is uninstalled.
fn genuine(app: &RunningApp) -> TokenBuilder {
    app.lifecycle_token(&app.a, UNINSTALLED)
}

/// An uninstall of A without a token.
fn uninstall(app: &RunningApp) -> Request<'_> {
    app.post(UNINSTALLED).json(&app.uninstall_body(&app.a))
}

cases! {
    then a_and_b_still_work;

    case_105_no_token(app) is 401: [
        uninstall(app),
    ];
    case_106_hs256_with_the_stored_secret(app) is 401: [
        uninstall(app).token(genuine(app).hs256(app.a.shared_secret())),
        uninstall(app).token(app.a.request_token("POST", UNINSTALLED)),
        uninstall(app).token(app.a.context_token()),
    ];
    case_107_the_token_of_b_for_a(app) is 403: [
        uninstall(app).token(app.lifecycle_token(&app.b, UNINSTALLED)),
    ];
    case_108_the_install_token_replayed(app) is 401: [
        uninstall(app).token(app.lifecycle_token(&app.a, INSTALLED)),
    ];
}

async fn a_and_b_still_work(app: &RunningApp, _: &[Response]) {
    for tenant in [&app.a, &app.b] {
        let seen = app.panel(tenant).await.is(200).json();
        assert_eq!(seen["clientKey"], tenant.client_key());
    }
    assert_eq!(app.calls.uninstalled(), 0);
}

#[tokio::test]
async fn case_109_a_still_works_after_all_of_these() {
    let app = RunningApp::start().await;
    for (case, status, request) in every_request(&app) {
        assert_eq!(request.await.status, status, "{case}");
    }
    a_and_b_still_work(&app, &[]).await;
}

#[tokio::test]
async fn case_110_an_unknown_tenant_uninstalls() {
    let app = RunningApp::empty().await;
    app.uninstall(&app.a).await.is(204);
    assert_eq!(app.calls.uninstalled(), 0);
}

#[tokio::test]
async fn case_111_112_a_uninstalls_and_its_requests_are_refused() {
    let app = RunningApp::start().await;
    app.panel(&app.a).await.is(200);
    let response = app.uninstall(&app.a).await.is(204);
    assert_eq!(response.body, "");
    assert_eq!(app.calls.uninstalled(), 1);
    app.panel(&app.a).await.is(401);
    app.get(WHOAMI).token(app.a.context_token()).await.is(401);
}

#[tokio::test]
async fn case_113_a_uninstalls_again() {
    let app = RunningApp::start().await;
    app.uninstall(&app.a).await.is(204);
    app.uninstall(&app.a).await.is(204);
    app.panel(&app.a).await.is(401);
    assert_eq!(app.calls.uninstalled(), 1);
}

#[tokio::test]
async fn case_114_115_a_installs_again_and_works() {
    let app = RunningApp::start().await;
    app.uninstall(&app.a).await.is(204);
    app.install(&app.a).await.is(204);
    let seen = app.panel_signed(&app.a, NEW_SECRET).await.is(200).json();
    assert_eq!(seen["clientKey"], "tenant-a");
    // The secret of the first installation stays invalid.
    app.panel(&app.a).await.is(401);
    assert_eq!(app.calls.installed(), 3);
}

#[tokio::test]
async fn case_116_b_was_never_touched() {
    let app = RunningApp::start().await;
    let secret = app.b.shared_secret();
    app.uninstall(&app.a).await.is(204);
    app.panel(&app.b).await.is(200);
    app.uninstall(&app.a).await.is(204);
    app.install(&app.a).await.is(204);
    let seen = app.panel(&app.b).await.is(200).json();
    assert_eq!(seen["clientKey"], "tenant-b");
    assert_eq!(seen["baseUrl"], app.b.base_url().as_str());
    let key = app.server.tenants().app_key();
    let row = app.server.tenants().store().find(key, "tenant-b").await;
    let row = row.unwrap().unwrap();
    assert_eq!(row.secret.unwrap().as_bytes(), secret.as_bytes());
}

//! SECURITY A5: what it takes to uninstall the app, and what is left afterwards.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use connect_host::TokenBuilder;
use connect_tests::{Attempt, INSTALLED, NEW_SECRET, Reply, Site, UNINSTALLED, WHOAMI, cases};

/// The genuine token with which A is uninstalled.
fn genuine(site: &Site) -> TokenBuilder {
    site.lifecycle_token(&site.a, UNINSTALLED)
}

/// An uninstall of A without a token.
fn uninstall(site: &Site) -> Attempt<'_> {
    site.post(UNINSTALLED).json(&site.uninstall_body(&site.a))
}

cases! {
    then a_and_b_still_work;

    case_105_no_token(site) is 401: [
        uninstall(site),
    ];
    case_106_hs256_with_the_stored_secret(site) is 401: [
        uninstall(site).token(genuine(site).hs256(site.a.shared_secret())),
        uninstall(site).token(site.a.request_token("POST", UNINSTALLED)),
        uninstall(site).token(site.a.context_token()),
    ];
    case_107_the_token_of_b_for_a(site) is 403: [
        uninstall(site).token(site.lifecycle_token(&site.b, UNINSTALLED)),
    ];
    case_108_the_install_token_replayed(site) is 401: [
        uninstall(site).token(site.lifecycle_token(&site.a, INSTALLED)),
    ];
}

async fn a_and_b_still_work(site: &Site, _: &[Reply]) {
    for tenant in [&site.a, &site.b] {
        let seen = site.panel(tenant).await.is(200).json();
        assert_eq!(seen["clientKey"], tenant.client_key());
    }
    assert_eq!(site.calls.uninstalled(), 0);
}

#[tokio::test]
async fn case_109_a_still_works_after_all_of_these() {
    let site = Site::start().await;
    for (case, status, attempt) in every_attempt(&site) {
        assert_eq!(attempt.await.status, status, "{case}");
    }
    a_and_b_still_work(&site, &[]).await;
}

#[tokio::test]
async fn case_110_an_unknown_tenant_uninstalls() {
    let site = Site::empty().await;
    site.uninstall(&site.a).await.is(204);
    assert_eq!(site.calls.uninstalled(), 0);
}

#[tokio::test]
async fn case_111_112_a_uninstalls_and_its_requests_are_refused() {
    let site = Site::start().await;
    site.panel(&site.a).await.is(200);
    let reply = site.uninstall(&site.a).await.is(204);
    assert_eq!(reply.body, "");
    assert_eq!(site.calls.uninstalled(), 1);
    site.panel(&site.a).await.is(401);
    site.get(WHOAMI).token(site.a.context_token()).await.is(401);
}

#[tokio::test]
async fn case_113_a_uninstalls_again() {
    let site = Site::start().await;
    site.uninstall(&site.a).await.is(204);
    site.uninstall(&site.a).await.is(204);
    site.panel(&site.a).await.is(401);
    assert_eq!(site.calls.uninstalled(), 1);
}

#[tokio::test]
async fn case_114_115_a_installs_again_and_works() {
    let site = Site::start().await;
    site.uninstall(&site.a).await.is(204);
    site.install(&site.a).await.is(204);
    let seen = site.panel_signed(&site.a, NEW_SECRET).await.is(200).json();
    assert_eq!(seen["clientKey"], "tenant-a");
    // The secret of the first installation stays dead.
    site.panel(&site.a).await.is(401);
    assert_eq!(site.calls.installed(), 3);
}

#[tokio::test]
async fn case_116_b_was_never_touched() {
    let site = Site::start().await;
    let secret = site.b.shared_secret();
    site.uninstall(&site.a).await.is(204);
    site.panel(&site.b).await.is(200);
    site.uninstall(&site.a).await.is(204);
    site.install(&site.a).await.is(204);
    let seen = site.panel(&site.b).await.is(200).json();
    assert_eq!(seen["clientKey"], "tenant-b");
    assert_eq!(seen["baseUrl"], site.b.base_url().as_str());
    let key = site.app.tenants().app_key();
    let row = site.app.tenants().store().find(key, "tenant-b").await;
    let row = row.unwrap().unwrap();
    assert_eq!(row.secret.unwrap().as_bytes(), secret.as_bytes());
}

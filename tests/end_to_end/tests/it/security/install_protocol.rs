//! Part C, 250 to 257 and 272: an install as a protocol between two parties that may not receive each
//! other, over a store that someone else may have written.

use connect_host::Host;
use connect_runtime::tenants::{Sealer, SqliteStore, TenantRecord, TenantState, Tenants, Trouble};
use end_to_end::{INSTALLED, NEW_SECRET, PANEL, RunningApp, UNINSTALLED, WEBHOOK, WHOAMI};
use serde_json::{Value, json};

const ENABLED: &str = "/lifecycle/enabled";
const KEY_1: &str = "k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const KEY_2: &str = "k2:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

async fn row(tenants: &Tenants, client_key: &str) -> TenantRecord {
    let found = tenants.store().find(tenants.app_key(), client_key).await;
    found.unwrap().expect("there is a row")
}

#[tokio::test]
async fn case_250_a_lifecycle_token_is_replayed_with_another_body() {
    let app = RunningApp::start().await;
    let token = app.lifecycle_token(&app.a, INSTALLED).build().unwrap();
    let genuine = app.install_body(&app.a);
    let install = |body: &Value| app.post(INSTALLED).token(token.as_str()).json(body);
    install(&genuine).await.is(204);
    assert_eq!(app.calls.installed(), 3);
    let mut stolen = genuine.clone();
    stolen["sharedSecret"] = "the-thief-s-secret".into();
    install(&stolen).await.is(401);
    stolen["baseUrl"] = "https://thief.atlassian.net".into();
    install(&stolen).await.is(401);
    app.panel_signed(&app.a, "the-thief-s-secret").await.is(401);
    app.panel_signed(&app.a, NEW_SECRET).await.is(200);
    // The host did not get the answer: nothing happens twice.
    install(&genuine).await.is(204);
    assert_eq!(app.calls.installed(), 3);
    // Nor once the tenant has another secret.
    app.a.reinstall().await.unwrap();
    app.panel(&app.a).await.is(200);
    install(&genuine).await.is(204);
    app.panel(&app.a).await.is(200);
    app.panel_signed(&app.a, NEW_SECRET).await.is(401);

    let token = app.lifecycle_token(&app.b, UNINSTALLED).build().unwrap();
    let mut body = app.uninstall_body(&app.b);
    let uninstall = |body: &Value| app.post(UNINSTALLED).token(token.as_str()).json(body);
    uninstall(&body).await.is(204);
    uninstall(&body).await.is(204);
    body["description"] = "another".into();
    uninstall(&body).await.is(401);
    assert_eq!(app.calls.uninstalled(), 1);
}

#[tokio::test]
async fn case_251_old_and_new_secret_until_the_new_one_is_used() {
    let app = RunningApp::start().await;
    let enabled = |secret: &str| {
        let payload = app
            .a
            .lifecycle_payload("enabled", app.server.tenants().app_key());
        let token = app.a.request_token("POST", ENABLED).hs256(secret);
        app.post(ENABLED).token(token).json(&payload)
    };
    let old = app.a.shared_secret();
    // Stored, but the host does not know: it keeps using the secret that it had.
    app.install(&app.a).await.is(204);
    app.panel(&app.a).await.is(200);
    app.get(WHOAMI).token(app.a.context_token()).await.is(200);
    app.post(WEBHOOK)
        .token(app.a.request_token("POST", WEBHOOK))
        .json(&json!({}))
        .await
        .is(204);
    enabled(&old).await.is(401);
    // No other secret is accepted meanwhile.
    app.panel_signed(&app.a, "a guess").await.is(401);
    app.panel_signed(&app.a, &app.b.shared_secret())
        .await
        .is(401);
    // An expired token proves nothing.
    let expired = app.a.request_token("GET", PANEL).expires_in(-3600);
    app.get(PANEL)
        .in_query(expired.hs256(NEW_SECRET))
        .await
        .is(401);
    app.panel(&app.a).await.is(200);
    // The host has learned of it after all.
    enabled(NEW_SECRET).await.is(204);
    app.panel(&app.a).await.is(401);
    app.get(WHOAMI).token(app.a.context_token()).await.is(401);
    app.panel_signed(&app.a, NEW_SECRET).await.is(200);
    app.panel(&app.b).await.is(200);
}

#[tokio::test]
async fn case_252_a_delayed_callback_has_no_effect() {
    let app = RunningApp::start().await;
    let late = |target, seconds: i64| {
        let token = app.lifecycle_token(&app.a, target);
        let now = app.a.clock().now();
        token.claim("iat", now - seconds).expires_in(120)
    };
    app.install(&app.a).await.is(204);
    app.panel_signed(&app.a, NEW_SECRET).await.is(200);
    app.post(UNINSTALLED)
        .token(late(UNINSTALLED, 60))
        .json(&app.uninstall_body(&app.a))
        .await
        .is(204);
    let mut body = app.install_body(&app.a);
    body["sharedSecret"] = "an-older-secret".into();
    app.post(INSTALLED)
        .token(late(INSTALLED, 60))
        .json(&body)
        .await
        .is(204);
    app.panel_signed(&app.a, NEW_SECRET).await.is(200);
    app.panel_signed(&app.a, "an-older-secret").await.is(401);
    assert_eq!((app.calls.installed(), app.calls.uninstalled()), (3, 0));
    // Clocks differ a little.
    app.post(UNINSTALLED)
        .token(late(UNINSTALLED, 1))
        .json(&app.uninstall_body(&app.a))
        .await
        .is(204);
    app.panel_signed(&app.a, NEW_SECRET).await.is(401);
    assert_eq!(app.calls.uninstalled(), 1);
}

#[tokio::test]
async fn case_254_another_client_key_at_a_known_site() {
    let app = RunningApp::start().await;
    let imported = Host::jira()
        .key_host(&app.keys)
        .client_key("tenant-a-imported")
        .base_url(app.a.base_url().as_str())
        .start()
        .await
        .unwrap();
    imported.install(&app.server).await.unwrap();
    app.panel(&imported).await.is(200);
    app.panel(&app.a).await.is(401);
    app.panel(&app.b).await.is(200);
    let old = row(app.server.tenants(), app.a.client_key()).await;
    assert_eq!(old.tenant.state(), TenantState::Superseded);
    assert_eq!(old.tenant.base_url(), imported.base_url());
    assert!(old.secret.is_none());
    // The site itself did not do that: a genuine reinstall restores the tenant, with the secret that
    // its host uses until it learns of the new one.
    app.install(&app.a).await.is(204);
    app.panel(&app.a).await.is(200);
    app.panel_signed(&app.a, NEW_SECRET).await.is(200);
    app.panel(&app.a).await.is(401);
    app.panel(&imported).await.is(401);
}

#[tokio::test]
async fn case_255_a_tenant_of_another_environment() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(&file, Sealer::plain()).await.unwrap();
    let app = RunningApp::start_with(|app| app.store(store)).await;
    // As if the keys of an environment other than its host's had installed it.
    let url = format!("sqlite://{}", file.display());
    let database = sqlx::SqlitePool::connect(&url);
    let change = "UPDATE connect_tenants SET environment = 'staging' WHERE client_key = 'tenant-a'";
    let changed = sqlx::query(change).execute(&database.await.unwrap()).await;
    assert_eq!(changed.unwrap().rows_affected(), 1);
    app.install(&app.a).await.is(403);
    app.uninstall(&app.a).await.is(403);
    app.panel(&app.a).await.is(200);
    app.panel_signed(&app.a, NEW_SECRET).await.is(401);
    app.install(&app.b).await.is(204);
    assert_eq!((app.calls.installed(), app.calls.uninstalled()), (3, 0));
}

#[tokio::test]
async fn case_256_the_key_of_a_row_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("connect.sqlite");
    let sealer = |keys| Sealer::from_keys(keys).unwrap();
    let before = SqliteStore::open(&file, sealer(KEY_1)).await.unwrap();
    let first = RunningApp::start_with(|app| app.store(before)).await;
    let after = SqliteStore::open(&file, sealer(KEY_2)).await.unwrap();
    let app = RunningApp::empty_with(|app| {
        app.store(after)
            .config(|config| config.key_host(first.keys.url().clone()))
    })
    .await;
    app.panel(&first.a).await.is(503);
    let tenants = app.server.tenants();
    let listed = tenants.store().list(tenants.app_key(), None, 10).await;
    let marked: Vec<_> = listed.unwrap();
    let missing = Trouble::KeyMissing {
        key_id: "k1".into(),
    };
    assert!(marked.iter().all(|it| it.trouble() == Some(&missing)));
    // A site can uninstall, and one that installs again is served again.
    app.uninstall(&first.b).await.is(204);
    app.panel(&first.b).await.is(401);
    app.install(&first.a).await.is(204);
    app.panel_signed(&first.a, NEW_SECRET).await.is(200);
    assert_eq!((app.calls.installed(), app.calls.uninstalled()), (1, 1));
}

#[tokio::test]
async fn case_272_rows_that_somebody_else_has_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("connect.sqlite");
    let sealer = || Sealer::from_keys(KEY_1).unwrap();
    let store = SqliteStore::open(&file, sealer()).await.unwrap();
    let app = RunningApp::start_with(|app| app.store(store)).await;
    let url = format!("sqlite://{}", file.display());
    let database = sqlx::SqlitePool::connect(&url).await.unwrap();
    let tamper = async |statement: &'static str| {
        let done = sqlx::query(statement).execute(&database).await.unwrap();
        assert_eq!(done.rows_affected(), 1, "{statement}");
        for host in [&app.a, &app.b] {
            app.server.tenants().forget(host.client_key());
        }
    };
    let imported = Host::jira()
        .key_host(&app.keys)
        .client_key("tenant-a-imported")
        .base_url(app.a.base_url().as_str())
        .start()
        .await
        .unwrap();
    app.panel(&app.a).await.is(200);

    // A secret of the attacker's own, in plain text after its length.
    let plain =
        "UPDATE connect_tenants SET secret = CAST(X'0006' || 'stolen' AS BLOB), secret_key = NULL
        WHERE client_key = 'tenant-a'";
    tamper(plain).await;
    app.panel_signed(&app.a, "stolen").await.is(503);
    // The tenant's calls are to go elsewhere.
    tamper("UPDATE connect_tenants SET base_url = 'https://thief.atlassian.net/' WHERE client_key = 'tenant-b'").await;
    app.panel(&app.b).await.is(503);
    // Writing a row again repairs it.
    app.install(&app.a).await.is(204);
    app.panel_signed(&app.a, NEW_SECRET).await.is(200);
    // A row is moved to another tenant.
    app.install(&app.b).await.is(204);
    tamper("UPDATE connect_tenants SET secret = (SELECT secret FROM connect_tenants WHERE client_key = 'tenant-b')
        WHERE client_key = 'tenant-a'").await;
    app.panel_signed(&app.a, NEW_SECRET).await.is(503);
    app.install(&app.a).await.is(204);
    // A superseded tenant is to be served again.
    imported.install(&app.server).await.unwrap();
    app.panel_signed(&app.a, NEW_SECRET).await.is(401);
    tamper("UPDATE connect_tenants SET state = 'installed', superseded_at = NULL WHERE client_key = 'tenant-a'").await;
    app.panel_signed(&app.a, NEW_SECRET).await.is(503);
    app.panel(&imported).await.is(200);
}

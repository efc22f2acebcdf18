//! Part B, 208 to 217: a tenant's secret under concurrent installs and failing stores.

use std::future::IntoFuture;

use connect_host::Host;
use connect_runtime::__private_0_1_0::{AppRegistration, declared};
use connect_runtime::App;
use connect_runtime::tenants::{Sealer, Secret, SqliteStore, TenantRecord, TenantState, Tenants};
use connect_testing::FakeStore;
use end_to_end::{INSTALLED, NEW_SECRET, PANEL, Request, RunningApp, UNINSTALLED, WEBHOOK, WHOAMI};
use futures_util::future::join_all;
use serde_json::json;

/// A reinstall of A with this secret, from this site.
fn reinstall<'s>(app: &'s RunningApp, secret: &str, base_url: &str) -> Request<'s> {
    let mut body = app.install_body(&app.a);
    body["sharedSecret"] = secret.into();
    body["baseUrl"] = base_url.into();
    app.post(INSTALLED)
        .token(app.lifecycle_token(&app.a, INSTALLED))
        .json(&body)
}

async fn row(tenants: &Tenants, client_key: &str) -> TenantRecord {
    let found = tenants.store().find(tenants.app_key(), client_key).await;
    found.unwrap().expect("there is a row")
}

#[tokio::test]
async fn case_208_two_installs_of_one_tenant_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("connect.sqlite");
    let store = SqliteStore::open(file, Sealer::plain()).await.unwrap();
    let app = RunningApp::start_with(|app| app.store(store)).await;
    for round in 0..10 {
        let secrets = ["left", "right"].map(|side| format!("the {side} secret of round {round}"));
        let [left, right] = &secrets;
        let (a, b) = tokio::join!(
            reinstall(&app, left, "https://left.atlassian.net").into_future(),
            reinstall(&app, right, "https://right.atlassian.net").into_future(),
        );
        a.is(204);
        b.is(204);
        // One of them is the latest; the host knows both, so either may be in use at first.
        let stored = row(app.server.tenants(), app.a.client_key()).await;
        let stored = stored.secret.unwrap();
        let (latest, former, base_url) = if stored.as_bytes() == left.as_bytes() {
            (left, right, "https://left.atlassian.net/")
        } else {
            (right, left, "https://right.atlassian.net/")
        };
        let response = app.panel_signed(&app.a, latest).await.is(200);
        assert_eq!(response.json()["baseUrl"], base_url, "of one install");
        app.panel_signed(&app.a, former).await.is(401);
    }
}

#[tokio::test]
async fn case_209_requests_with_the_old_secret_while_it_rotates() {
    let app = RunningApp::start().await;
    let old = || async { app.panel(&app.a).await };
    let rotation = async { app.install(&app.a).await.is(204) };
    let (before, _, after) = tokio::join!(
        join_all((0..50).map(|_| old())),
        rotation,
        join_all((0..50).map(|_| old())),
    );
    for response in before.into_iter().chain(after) {
        response.is(200);
    }
    app.panel_signed(&app.a, NEW_SECRET).await.is(200);
    old().await.is(401);
}

#[tokio::test]
async fn case_211_an_install_that_cannot_be_stored() {
    let store = FakeStore::default();
    let app = RunningApp::start_with(|app| app.store(store.clone())).await;
    store.writes_fail(true);
    app.install(&app.a).await.is(503);
    app.post(UNINSTALLED)
        .token(app.lifecycle_token(&app.a, UNINSTALLED))
        .json(&app.uninstall_body(&app.a))
        .await
        .is(503);
    app.panel(&app.a).await.is(200);
    app.panel_signed(&app.a, NEW_SECRET).await.is(401);
    assert_eq!((app.calls.installed(), app.calls.uninstalled()), (2, 0));
    // The host retries.
    store.writes_fail(false);
    app.install(&app.a).await.is(204);
    app.panel_signed(&app.a, NEW_SECRET).await.is(200);
    assert_eq!(app.calls.installed(), 3);
}

#[tokio::test]
async fn case_212_a_store_that_cannot_be_read() {
    let store = FakeStore::default();
    let app = RunningApp::start_with(|app| app.store(store.clone())).await;
    store.reads_fail(true);
    let forgotten = || app.server.tenants().forget(app.a.client_key());
    forgotten();
    app.panel(&app.a).await.is(503);
    forgotten();
    app.get(WHOAMI).token(app.a.context_token()).await.is(503);
    forgotten();
    app.post(WEBHOOK)
        .token(app.a.request_token("POST", WEBHOOK))
        .json(&json!({}))
        .await
        .is(503);
    // A forged token gets the same status: it can't be recognized until the store is back.
    app.panel_signed(&app.a, "a guess").await.is(503);
    // The process is well, and must not be restarted; but requests should go elsewhere.
    app.get("/healthz").await.is(200);
    app.get("/readyz").await.is(503);
    store.reads_fail(false);
    app.panel(&app.a).await.is(200);
    app.panel_signed(&app.a, "a guess").await.is(401);
    assert_eq!(app.calls.webhooks(), 0);
}

#[tokio::test]
async fn case_213_a_site_that_was_renamed() {
    let app = RunningApp::start().await;
    let before = app.panel(&app.a).await.is(200).json();
    let renamed = reinstall(&app, NEW_SECRET, "https://renamed.atlassian.net");
    renamed.await.is(204);
    let response = app.panel_signed(&app.a, NEW_SECRET).await.is(200);
    assert_ne!(response.json()["baseUrl"], before["baseUrl"]);
    assert_eq!(response.json()["baseUrl"], "https://renamed.atlassian.net/");
    let policy = response.headers["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.contains("https://renamed.atlassian.net"), "{policy}");
    let tenants = app.server.tenants();
    let all = tenants.store().list(tenants.app_key(), None, 10).await;
    assert_eq!(all.unwrap().len(), 2, "the row is the same");
}

/// A second app, without modules, that is not linked into this program.
fn second_app() -> App {
    const PROPERTIES: &str = r#"{"key":"com.example.second","name":"Second","vendor":{"name":"Example","url":"https://example.com"}}"#;
    let properties: serde_json::Value = serde_json::from_str(PROPERTIES).unwrap();
    let emitted = json!({ "app": properties, "declarations": [] });
    let app = AppRegistration {
        package: "second-app",
        properties: PROPERTIES,
        emitted: emitted.to_string().leak(),
    };
    declared(app, Vec::new())
}

#[tokio::test]
async fn case_215_one_site_installs_two_apps_of_one_store() {
    let store = FakeStore::default();
    let app = RunningApp::start_with(|app| app.store(store.clone())).await;
    let second = second_app()
        .config(|config| config.key_host(app.keys.url().clone()))
        .store(store.clone());
    let second = second.spawn().await.unwrap();
    // The same site and client key, another secret.
    let twin = Host::jira()
        .key_host(&app.keys)
        .client_key(app.a.client_key())
        .base_url(app.a.base_url().as_str())
        .start()
        .await
        .unwrap();
    twin.install(&second).await.unwrap();
    assert_ne!(twin.shared_secret(), app.a.shared_secret());
    for (tenants, host) in [(app.server.tenants(), &app.a), (second.tenants(), &twin)] {
        let secret = Secret::new(&host.shared_secret()).unwrap();
        let found = row(tenants, app.a.client_key()).await;
        assert_eq!(found.tenant.state(), TenantState::Installed);
        assert_eq!(found.secret, Some(secret));
    }
    app.panel(&app.a).await.is(200);
    app.panel(&twin).await.is(401);
    // Uninstalling one does not affect the other.
    twin.uninstall().await.unwrap();
    let gone = row(second.tenants(), app.a.client_key()).await;
    assert_eq!(gone.tenant.state(), TenantState::Uninstalled);
    app.panel(&app.a).await.is(200);
}

#[tokio::test]
async fn case_216_lengths_and_bytes_of_a_secret() {
    let app = RunningApp::start().await;
    let base_url = app.a.base_url().as_str();
    for secret in [
        "s".to_owned(),
        "s".repeat(31),
        "s".repeat(32),
        "s".repeat(400),
        "ä€🦀\u{1F980} \t\"\\".to_owned(),
        "c2VjcmV0".to_owned(),
    ] {
        reinstall(&app, &secret, base_url).await.is(204);
        app.panel_signed(&app.a, &secret).await.is(200);
    }
    // "c2VjcmV0" is not decoded as base64.
    app.panel_signed(&app.a, "secret").await.is(401);
    for secret in [
        String::new(),
        "s".repeat(401),
        "ä".repeat(201),
        "s".repeat(4096),
    ] {
        reinstall(&app, &secret, base_url).await.is(400);
    }
    app.panel_signed(&app.a, "c2VjcmV0").await.is(200);
}

#[tokio::test]
async fn case_217_a_secret_at_rest() {
    const SEALER: &str = "k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("connect.sqlite");
    let sealer = Sealer::from_keys(SEALER).unwrap();
    let store = SqliteStore::open(&file, sealer).await.unwrap();
    let app = RunningApp::start_with(|app| app.store(store)).await;
    app.install(&app.a).await.is(204);

    let mut kept = Vec::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        kept.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    let holds = |text: &str| {
        kept.windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("tenant-a"), "the search finds what is there");
    let shown = format!(
        "{:?} {:?} {:?}",
        app.server,
        app.server.tenants(),
        row(app.server.tenants(), app.a.client_key()).await
    );
    for secret in [NEW_SECRET, &app.a.shared_secret(), &app.b.shared_secret()] {
        assert!(!holds(secret), "the file contains a secret");
        assert!(!shown.contains(secret), "{shown}");
    }

    let tenant = row(app.server.tenants(), app.a.client_key()).await.tenant;
    assert!(!tenant.extra().contains_key("sharedSecret"));

    // With another key the row can't be read; the response does not reveal why.
    let other = Sealer::from_keys(&SEALER.replace("k1:", "k2:")).unwrap();
    let store = SqliteStore::open(&file, other).await.unwrap();
    let other = App::collected().unwrap().store(store);
    let other = other.with_state(conformance_app::Calls::default());
    let other = other.spawn().await.unwrap();
    let token = app.a.request_token("GET", PANEL).hs256(NEW_SECRET);
    let url = format!("{}{}", other.base_url(), &PANEL[1..]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = format!("JWT {}", token.build().unwrap());
    let response = client.get(url).header("authorization", token).send().await;
    let response = response.unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(response.text().await.unwrap(), "temporarily unavailable\n");
}

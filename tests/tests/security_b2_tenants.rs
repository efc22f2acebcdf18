//! SECURITY B, 208 to 217: what becomes of a tenant's secret, whatever happens at once or fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::future::IntoFuture;

use connect_host::Host;
use connect_runtime::__private::AppRegistration;
use connect_runtime::App;
use connect_runtime::tenants::{Sealer, Secret, SqliteStore, TenantRecord, TenantState, Tenants};
use connect_tests::{
    Attempt, INSTALLED, NEW_SECRET, PANEL, Site, UNINSTALLED, UnreliableStore, WEBHOOK, WHOAMI,
};
use futures_util::future::join_all;
use serde_json::json;

/// A reinstall of A with this secret, from this site.
fn reinstall<'s>(site: &'s Site, secret: &str, base_url: &str) -> Attempt<'s> {
    let mut body = site.install_body(&site.a);
    body["sharedSecret"] = secret.into();
    body["baseUrl"] = base_url.into();
    site.post(INSTALLED)
        .token(site.lifecycle_token(&site.a, INSTALLED))
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
    let site = Site::start_with(|app| app.store(store)).await;
    for round in 0..10 {
        let secrets = ["left", "right"].map(|side| format!("the {side} secret of round {round}"));
        let [left, right] = &secrets;
        let (a, b) = tokio::join!(
            reinstall(&site, left, "https://left.atlassian.net").into_future(),
            reinstall(&site, right, "https://right.atlassian.net").into_future(),
        );
        a.is(204);
        b.is(204);
        let mut served = Vec::new();
        for (secret, base_url) in [
            (left, "https://left.atlassian.net/"),
            (right, "https://right.atlassian.net/"),
        ] {
            let reply = site.panel_signed(&site.a, secret).await;
            if reply.status == 200 {
                assert_eq!(reply.json()["baseUrl"], base_url, "of one install");
                served.push(secret);
            } else {
                reply.is(401);
            }
        }
        assert_eq!(served.len(), 1, "one of the two: {served:?}");
    }
}

#[tokio::test]
async fn case_209_requests_with_the_old_secret_while_it_rotates() {
    let site = Site::start().await;
    let old = || async { site.panel(&site.a).await };
    let rotation = async { site.install(&site.a).await.is(204) };
    let (before, _, after) = tokio::join!(
        join_all((0..50).map(|_| old())),
        rotation,
        join_all((0..50).map(|_| old())),
    );
    for reply in before.into_iter().chain(after) {
        let status = reply.status.as_u16();
        assert!([200, 401].contains(&status), "{status}");
        reply.is(status);
    }
    // The install has been answered, so all that was accepted earlier is done with.
    old().await.is(401);
    site.panel_signed(&site.a, NEW_SECRET).await.is(200);
}

#[tokio::test]
async fn case_210_no_grace_for_the_old_secret() {
    let site = Site::start().await;
    let enabled = "/lifecycle/enabled";
    let payload = site
        .a
        .lifecycle_payload("enabled", site.app.tenants().app_key());
    site.panel(&site.a).await.is(200);
    site.install(&site.a).await.is(204);
    site.panel(&site.a).await.is(401);
    site.get(WHOAMI).token(site.a.context_token()).await.is(401);
    site.post(WEBHOOK)
        .token(site.a.request_token("POST", WEBHOOK))
        .json(&json!({}))
        .await
        .is(401);
    site.post(enabled)
        .token(site.a.request_token("POST", enabled))
        .json(&payload)
        .await
        .is(401);
}

#[tokio::test]
async fn case_211_an_install_that_cannot_be_stored() {
    let store = UnreliableStore::default();
    let site = Site::start_with(|app| app.store(store.clone())).await;
    store.writes_fail(true);
    site.install(&site.a).await.is(503);
    site.post(UNINSTALLED)
        .token(site.lifecycle_token(&site.a, UNINSTALLED))
        .json(&site.uninstall_body(&site.a))
        .await
        .is(503);
    site.panel(&site.a).await.is(200);
    site.panel_signed(&site.a, NEW_SECRET).await.is(401);
    assert_eq!((site.calls.installed(), site.calls.uninstalled()), (2, 0));
    // The host tries again.
    store.writes_fail(false);
    site.install(&site.a).await.is(204);
    site.panel_signed(&site.a, NEW_SECRET).await.is(200);
    assert_eq!(site.calls.installed(), 3);
}

#[tokio::test]
async fn case_212_a_store_that_cannot_be_read() {
    let store = UnreliableStore::default();
    let site = Site::start_with(|app| app.store(store.clone())).await;
    store.reads_fail(true);
    let forgotten = || site.app.tenants().forget(site.a.client_key());
    forgotten();
    site.panel(&site.a).await.is(503);
    forgotten();
    site.get(WHOAMI).token(site.a.context_token()).await.is(503);
    forgotten();
    site.post(WEBHOOK)
        .token(site.a.request_token("POST", WEBHOOK))
        .json(&json!({}))
        .await
        .is(503);
    // Nor can it be told of a token that is forged; whether it is shows later.
    site.panel_signed(&site.a, "a guess").await.is(503);
    site.get("/healthz").await.is(503);
    store.reads_fail(false);
    site.panel(&site.a).await.is(200);
    site.panel_signed(&site.a, "a guess").await.is(401);
    assert_eq!(site.calls.webhooks(), 0);
}

#[tokio::test]
async fn case_213_a_site_that_was_renamed() {
    let site = Site::start().await;
    let before = site.panel(&site.a).await.is(200).json();
    let renamed = reinstall(&site, NEW_SECRET, "https://renamed.atlassian.net");
    renamed.await.is(204);
    let reply = site.panel_signed(&site.a, NEW_SECRET).await.is(200);
    assert_ne!(reply.json()["baseUrl"], before["baseUrl"]);
    assert_eq!(reply.json()["baseUrl"], "https://renamed.atlassian.net/");
    let policy = reply.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("https://renamed.atlassian.net"), "{policy}");
    let tenants = site.app.tenants();
    let all = tenants.store().list(tenants.app_key(), None, 10).await;
    assert_eq!(all.unwrap().len(), 2, "the row is the same");
}

#[tokio::test]
async fn case_214_a_site_that_was_imported() {
    let site = Site::start().await;
    let imported = Host::jira()
        .key_host(&site.keys)
        .client_key("tenant-a-imported")
        .base_url(site.a.base_url().as_str())
        .start()
        .await
        .unwrap();
    imported.install(&site.app).await.unwrap();
    site.panel(&imported).await.is(200);
    site.panel(&site.a).await.is(401);
    site.panel(&site.b).await.is(200);
    let old = row(site.app.tenants(), site.a.client_key()).await;
    assert_eq!(old.tenant.state(), TenantState::Superseded);
    assert_eq!(old.tenant.base_url(), imported.base_url());
    assert!(old.secret.is_none());
}

/// Another app than the one that is linked into this program, without any module.
fn second_app() -> App {
    const PROPERTIES: &str = r#"{"key":"com.example.second","name":"Second","vendor":{"name":"Example","url":"https://example.com"}}"#;
    let emitted = json!({ "app": PROPERTIES, "declarations": [] });
    let app = AppRegistration {
        package: "second-app",
        properties: PROPERTIES,
        emitted: emitted.to_string().leak(),
    };
    App::declared(app, Vec::new())
}

#[tokio::test]
async fn case_215_one_site_installs_two_apps_of_one_store() {
    let store = UnreliableStore::default();
    let site = Site::start_with(|app| app.store(store.clone())).await;
    let second = second_app()
        .key_host(site.keys.url().clone())
        .store(store.clone());
    let second = second.spawn().await.unwrap();
    // The same site and client key, another secret.
    let twin = Host::jira()
        .key_host(&site.keys)
        .client_key(site.a.client_key())
        .base_url(site.a.base_url().as_str())
        .start()
        .await
        .unwrap();
    twin.install(&second).await.unwrap();
    assert_ne!(twin.shared_secret(), site.a.shared_secret());
    for (tenants, host) in [(site.app.tenants(), &site.a), (second.tenants(), &twin)] {
        let secret = Secret::new(&host.shared_secret()).unwrap();
        let found = row(tenants, site.a.client_key()).await;
        assert_eq!(found.tenant.state(), TenantState::Installed);
        assert_eq!(found.secret, Some(secret));
    }
    site.panel(&site.a).await.is(200);
    site.panel(&twin).await.is(401);
    // The end of one is not the other's.
    twin.uninstall().await.unwrap();
    let gone = row(second.tenants(), site.a.client_key()).await;
    assert_eq!(gone.tenant.state(), TenantState::Uninstalled);
    site.panel(&site.a).await.is(200);
}

#[tokio::test]
async fn case_216_lengths_and_bytes_of_a_secret() {
    let site = Site::start().await;
    let base_url = site.a.base_url().as_str();
    for secret in [
        "s".to_owned(),
        "s".repeat(31),
        "s".repeat(32),
        "s".repeat(400),
        "ä€🦀\u{1F980} \t\"\\".to_owned(),
        "c2VjcmV0".to_owned(),
    ] {
        reinstall(&site, &secret, base_url).await.is(204);
        site.panel_signed(&site.a, &secret).await.is(200);
    }
    // What "c2VjcmV0" is in base64 opens nothing.
    site.panel_signed(&site.a, "secret").await.is(401);
    for secret in [
        String::new(),
        "s".repeat(401),
        "ä".repeat(201),
        "s".repeat(4096),
    ] {
        reinstall(&site, &secret, base_url).await.is(400);
    }
    site.panel_signed(&site.a, "c2VjcmV0").await.is(200);
}

#[tokio::test]
async fn case_217_a_secret_at_rest() {
    const SEALER: &str = "k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("connect.sqlite");
    let sealer = Sealer::from_keys(SEALER).unwrap();
    let store = SqliteStore::open(&file, sealer).await.unwrap();
    let site = Site::start_with(|app| app.store(store)).await;
    site.install(&site.a).await.is(204);

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
        site.app,
        site.app.tenants(),
        row(site.app.tenants(), site.a.client_key()).await
    );
    for secret in [NEW_SECRET, &site.a.shared_secret(), &site.b.shared_secret()] {
        assert!(!holds(secret), "the file tells a secret");
        assert!(!shown.contains(secret), "{shown}");
    }

    let tenant = row(site.app.tenants(), site.a.client_key()).await.tenant;
    assert!(!tenant.extra().contains_key("sharedSecret"));

    // With another key the row can't be read; the answer says neither.
    let other = Sealer::from_keys(&SEALER.replace("k1:", "k2:")).unwrap();
    let store = SqliteStore::open(&file, other).await.unwrap();
    let app = App::collected().unwrap().store(store);
    let app = app.with_state(conformance_app::Calls::default());
    let app = app.spawn().await.unwrap();
    let token = site.a.request_token("GET", PANEL).hs256(NEW_SECRET);
    let url = format!("{}{}", app.base_url(), &PANEL[1..]);
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = format!("JWT {}", token.build().unwrap());
    let reply = client.get(url).header("authorization", token).send().await;
    let reply = reply.unwrap();
    assert_eq!(reply.status(), 503);
    assert_eq!(reply.text().await.unwrap(), "temporarily unavailable\n");
}

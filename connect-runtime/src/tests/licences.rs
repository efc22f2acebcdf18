//! An app that requires a licence everywhere, and one whose licence the host doesn't sign.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::{any, get};
use connect_model::Product;
use connect_model::guard::Licensed;
use connect_testing::FakeStore;
use reqwest::Response;
use serde_json::{Value, json};
use url::Url;

use super::fixture::{Host, KEY, Seen, app_with, client, now, registrations};
use crate::config::Mode;
use crate::registry::Registration;
use crate::tenants::{Install, MemoryStore, Secret, Store, TenantStore};
use crate::{App, Running};

const LICENSED: &str = r#"{"key":"com.example.votes","name":"Votes","enableLicensing":true,
    "licensed":"required","vendor":{"name":"Example","url":"https://example.com"}}"#;

/// The same app, whose panel `form` requires no licence.
fn licensed_app() -> App {
    let optional = |registration: Registration| Registration {
        declaration: match &*registration.declaration.key {
            "form" => registration.declaration.licensed(Licensed::Optional),
            _ => registration.declaration,
        },
        ..registration
    };
    app_with(
        LICENSED,
        registrations().into_iter().map(optional).collect(),
    )
}

async fn licensed() -> Host {
    let host = Host::start(|_| {
        let plain = Router::new().route("/plain", get("plain"));
        licensed_app().merge(plain)
    })
    .await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    host
}

fn context_token(active: bool) -> String {
    let claims = json!({
        "iss": "one", "iat": now(), "exp": now() + 180, "sub": "557058:someone",
        "qsh": "context-qsh", "context": { "license": { "active": active } },
    });
    Host::token("secret-one", &claims)
}

#[tokio::test]
async fn an_app_that_requires_a_licence_requires_it_for_all_its_pages() {
    let host = licensed().await;
    let open = async |target: &str| host.open(target).await.status().as_u16();
    assert_eq!(open("/votes?issue.key=D-1&lic=active").await, 200);
    assert_eq!(open("/votes?issue.key=D-1&lic=none").await, 402);
    assert_eq!(open("/plain?lic=active").await, 200);
    assert_eq!(open("/plain?lic=none").await, 402);
    assert_eq!(open("/form?lic=none").await, 200, "optional");

    let vote = async |active| -> Response {
        let token = context_token(active);
        let vote = host.post("/api/vote/7", &token, &json!("up"));
        vote.send().await.unwrap()
    };
    assert_eq!(vote(true).await.status(), 200);
    let refused = vote(false).await;
    assert_eq!(refused.status(), 402);
    assert_eq!(refused.headers()["cache-control"], "no-store, no-cache");
    let refused: Value = refused.json().await.unwrap();
    assert_eq!(refused["error"], "unlicensed");

    // Callbacks and public routes require no licence.
    let hook = "/webhooks/greet";
    let token = Host::request_token("POST", hook);
    let event = host.post(hook, &token, &json!({ "issue": "D-1" }));
    assert_eq!(event.send().await.unwrap().status(), 204);
    assert_eq!(host.status("/privacy").await, 200);
    assert_eq!(host.status("/healthz").await, 200);
    assert_eq!(host.uninstall("one", "one").await.status(), 204);
}

#[tokio::test]
async fn an_unlicensed_browser_is_shown_a_page() {
    let host = licensed().await;
    let target = "/votes?issue.key=D-1&lic=none";
    let token = Host::request_token("GET", target);
    let request = host.client.get(host.url(&format!("{target}&jwt={token}")));
    let page = request.header("accept", "text/html").send().await.unwrap();
    assert_eq!(page.status(), 402);
    assert_eq!(page.headers()["content-type"], "text/html; charset=utf-8");
    let text = page.text().await.unwrap();
    assert!(
        text.contains("<h1>This app has no licence here</h1>"),
        "{text}"
    );
}

/// A site that answers every call with this, and counts the calls.
async fn site(status: u16, answer: Value) -> (Url, Arc<AtomicUsize>) {
    let site = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", site.local_addr().unwrap());
    let status = axum::http::StatusCode::from_u16(status).unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let respond = move || {
        counted.fetch_add(1, Ordering::SeqCst);
        std::future::ready((status, axum::Json(answer.clone())))
    };
    let router = Router::new().fallback(any(respond));
    tokio::spawn(async move { axum::serve(site, router).await });
    (base_url.parse().unwrap(), asked)
}

async fn installed(store: &impl TenantStore, base_url: Url) {
    let secret = Secret::new("secret-one").unwrap();
    let install = Install::new(KEY, "one", base_url, Product::Jira, secret);
    let _applied = store.install(install).await.unwrap();
}

/// A process of an app in production.
async fn process(store: impl Store) -> Running {
    let app = licensed_app().store(store).with_state(Seen::default());
    let address = "https://votes.example.com".parse().unwrap();
    let app = app.config(|config| config.mode(Mode::Production).base_url(address));
    app.spawn().await.unwrap()
}

/// An app in production, installed on a site that answers every call with this.
async fn unstated(status: u16, answer: Value) -> Running {
    let store = MemoryStore::new();
    installed(&store, site(status, answer).await.0).await;
    process(store).await
}

async fn open(app: &Running) -> u16 {
    let target = "/votes?issue.key=D-1";
    let token = Host::request_token("GET", target);
    let url = format!("http://{}{target}&jwt={token}", app.address());
    client().get(url).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn processes_share_the_hosts_answer_about_the_licence() {
    let sold = |active| json!({ "key": KEY, "license": { "active": active } });
    for (status, answer, expected) in [(200, sold(true), 200), (403, json!({}), 402)] {
        let (base_url, asked) = site(status, answer).await;
        let store = FakeStore::default();
        installed(&store, base_url.clone()).await;
        let first = process(store.clone()).await;
        assert_eq!(open(&first).await, expected);
        let second = process(store.clone()).await;
        assert_eq!(open(&second).await, expected);
        assert_eq!(open(&first).await, expected);
        assert_eq!(asked.load(Ordering::SeqCst), 1, "one request in all");
        // An answer about one installation doesn't apply to the next.
        installed(&store, base_url).await;
        let third = process(store.clone()).await;
        assert_eq!(open(&third).await, expected);
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }
    // A store that fails to write it doesn't matter.
    let (base_url, asked) = site(200, sold(true)).await;
    let store = FakeStore::default();
    installed(&store, base_url).await;
    store.writes_fail(true);
    for process in [process(store.clone()).await, process(store).await] {
        assert_eq!(open(&process).await, 200);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_unsigned_licence_is_looked_up() {
    let sold = |active| json!({ "key": KEY, "license": { "active": active, "evaluation": true } });
    for (status, answer, expected, word) in [
        (200, sold(true), 200, ""),
        (200, sold(false), 402, "evaluation-ended"),
        (200, json!({ "key": KEY }), 402, "licence-unstated"),
        (200, json!([]), 402, "licence-unstated"),
        (403, json!({}), 402, "licence-unstated"),
        (404, json!({}), 402, "licence-unstated"),
    ] {
        let app = unstated(status, answer.clone()).await;
        let target = "/votes?issue.key=D-1";
        let token = Host::request_token("GET", target);
        let url = format!("http://{}{target}&jwt={token}", app.address());
        let page = client().get(url).send().await.unwrap();
        assert_eq!(page.status(), expected, "{answer}");
        let text = page.text().await.unwrap();
        assert!(text.contains(word), "{answer}: {text}");
    }
}

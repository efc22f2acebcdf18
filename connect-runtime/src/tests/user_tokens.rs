//! Users' tokens belong to an installation, and are dropped in every process when it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::{Json, Router};
use connect_model::{Method, ScopeSet};
use connect_testing::FakeStore;
use serde_json::{Value, json};
use url::Url;

use super::fixture::{Host, KEY};
use crate::client::__private::AsUser;
use crate::client::{Client, ClientConfig, ClientPool, ClientSettings};
use crate::tenants::{Secret, Tenants};

/// A site and an authorization server in one, which counts the tokens that it issues.
async fn platform() -> (Url, Arc<AtomicUsize>) {
    let grants = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&grants);
    let grant = async move || {
        let number = count.fetch_add(1, Ordering::SeqCst);
        let token = format!("token-{number}");
        Json(json!({ "access_token": token, "expires_in": 900, "token_type": "Bearer" }))
    };
    let router = Router::new()
        .route("/oauth2/token", axum::routing::post(grant))
        .fallback(async || Json(json!({})));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url.parse().unwrap(), grants)
}

/// How many tokens one call as a user requests.
async fn tokens_requested(client: &Client, grants: &AtomicUsize) -> usize {
    let before = grants.load(Ordering::SeqCst);
    let path = "/rest/api/3/myself";
    let call = client.unchecked::<Value>(Method::Get, path, ScopeSet::EMPTY);
    call.await.unwrap();
    grants.load(Ordering::SeqCst) - before
}

/// Repeats the call until it requests `expected` tokens, for up to a second.
async fn comes_to_ask(client: &Client, grants: &AtomicUsize, expected: usize) {
    let end = Instant::now() + Duration::from_secs(1);
    while tokens_requested(client, grants).await != expected {
        assert!(Instant::now() < end, "no call asks for {expected} tokens");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn users_tokens_end_with_the_installation() {
    let (platform, grants) = platform().await;
    let mut settings = ClientSettings::default();
    settings.authorization_server = Some(platform.clone());
    let pool = ClientPool::with_settings(settings);
    let store = FakeStore::default();
    let host = Host::start(|app| app.client_pool(pool.clone()).store(store.clone())).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let config = ClientConfig::new(KEY, platform, Secret::new("secret-one").unwrap());
    let config = config.client_key("one").oauth_client_id("id");
    let client = pool.tenant(&config).as_user("557058:someone", None);
    let kept = || comes_to_ask(&client, &grants, 0);
    kept().await;

    assert_eq!(host.uninstall("one", "one").await.status(), 204);
    assert_eq!(
        tokens_requested(&client, &grants).await,
        1,
        "after an uninstall"
    );
    kept().await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    assert_eq!(
        tokens_requested(&client, &grants).await,
        1,
        "after an install"
    );
    kept().await;
    // Another process learns of it.
    let elsewhere = Tenants::new(KEY, Arc::new(store));
    let ended = elsewhere.uninstall("one", None).await.unwrap();
    assert!(ended.done().flatten().is_some());
    comes_to_ask(&client, &grants, 1).await;
}

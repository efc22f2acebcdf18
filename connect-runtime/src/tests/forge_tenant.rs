//! The tenant of a call from Forge: its key, and its client's tokens.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use connect_model::{Method, Product, ScopeSet};
use connect_testing::FakeStore;
use serde_json::{Value, json};
use url::Url;

use super::fixture::{KEY, SITE, Seen, app, now};
use crate::Running;
use crate::client::{CallErrorKind, Client, NoToken};
use crate::tenants::{AccessToken, ForgeCall, ForgeInstallation, Install, Secret, TenantStore};

/// The product's API for Forge apps: records requests and their tokens.
#[derive(Clone, Default)]
struct Api(Arc<Mutex<Vec<(String, String)>>>);

impl Api {
    /// Answers the request for the Connect key with this, and everything else with `{}`.
    async fn answering(status: u16, key: Value) -> (Url, Self) {
        let api = Self::default();
        let asked = api.clone();
        let router = Router::new().fallback(async move |request: Request| -> Response {
            let target = request.uri().path().to_owned();
            let token = &request.headers()["authorization"];
            let token = token.to_str().unwrap().to_owned();
            let is_key = target.contains("/properties/connect_client_key_");
            asked.0.lock().unwrap().push((target, token));
            let status = axum::http::StatusCode::from_u16(if is_key { status } else { 200 });
            let answer = if is_key {
                json!({ "key": "k", "value": key })
            } else {
                json!({})
            };
            (status.unwrap(), axum::Json(answer)).into_response()
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/ex/jira/c-1", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (url.parse().unwrap(), api)
    }

    fn asked(&self) -> Vec<(String, String)> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// How often the key was requested.
    fn asked_for_the_key(&self) -> usize {
        let asked = self.asked();
        let keys = asked
            .iter()
            .filter(|(path, _)| path.contains("/properties/"));
        keys.count()
    }
}

async fn process(store: &FakeStore) -> Running {
    let app = app().store(store.clone()).with_state(Seen::default());
    app.spawn().await.unwrap()
}

/// A store that knows the site from Connect.
async fn store() -> FakeStore {
    let store = FakeStore::default();
    let secret = Secret::new("secret-one").unwrap();
    let install = Install::new(KEY, "one", SITE.parse().unwrap(), Product::Jira, secret);
    let _applied = store.install(install).await.unwrap();
    store
}

fn call(api: &Url, id: &str, token: &str) -> ForgeCall {
    let installation = ForgeInstallation::new(id, api.clone());
    let token = AccessToken::new(token, now() + 14_400).unwrap();
    let mut call = ForgeCall::new(KEY, installation, now()).app_token(Some(token));
    call.site_url = Some(SITE.parse().unwrap());
    call
}

async fn key_and_client(process: &Running, call: ForgeCall) -> (String, Client) {
    let found = process.core().forge(call, None).await.unwrap();
    let (active, prepared) = found.unwrap();
    let key = active.tenant().client_key().to_owned();
    (key, prepared.client.clone())
}

async fn myself(client: &Client) {
    let path = "/rest/api/3/myself";
    let call = client.unchecked::<Value>(Method::Get, path, ScopeSet::EMPTY);
    call.await.unwrap();
}

#[tokio::test]
async fn the_first_call_of_an_installation_learns_its_connect_key() {
    let (url, api) = Api::answering(200, json!("one")).await;
    let store = store().await;
    let here = process(&store).await;
    // As many concurrent calls as a page makes: all get the same key.
    let calls = (0..8).map(|_| key_and_client(&here, call(&url, "i-1", "delivered")));
    for (key, _) in futures_util::future::join_all(calls).await {
        assert_eq!(key, "one");
    }
    assert_eq!(api.asked_for_the_key(), 1);
    let (key, client) = key_and_client(&here, call(&url, "i-1", "of-this-call")).await;
    assert_eq!(key, "one");
    myself(&client).await;
    let expected = ("/ex/jira/c-1/rest/api/3/myself", "Bearer of-this-call");
    let asked = api.asked();
    assert_eq!(asked.len(), 1, "and no more for the key");
    assert_eq!((&*asked[0].0, &*asked[0].1), expected);

    // Another process finds the tenant by that key, on Forge, with the stored token.
    let there = process(&store).await;
    let active = there.core().tenants.current("one").await.unwrap().unwrap();
    assert!(active.tenant().origin().forge().is_some());
    myself(&there.core().prepared(&active).client).await;
    assert_eq!(api.asked()[0].1, "Bearer delivered");
    // Connect's own requests work as before.
    let connect = there.core().tenants.active("one").await.unwrap().unwrap();
    assert!(connect.tenant().origin().forge().is_none());

    // Another environment of the app is not that tenant.
    let (key, _) = key_and_client(&here, call(&url, "i-2", "t")).await;
    assert_eq!(key, "i-2");
    let (key, _) = key_and_client(&here, call(&url, "i-2", "t")).await;
    assert_eq!((key.as_str(), api.asked_for_the_key()), ("i-2", 1));
}

#[tokio::test]
async fn a_product_that_does_not_report_the_key_fails_no_call() {
    for (status, key) in [
        (500, json!({})),
        (403, json!({})),
        (404, json!({})),
        (200, json!(["one"])),
        (200, json!("of another site")),
    ] {
        let (url, api) = Api::answering(status, key.clone()).await;
        let store = store().await;
        let here = process(&store).await;
        for n in 0..3 {
            let (found, client) = key_and_client(&here, call(&url, "i-1", "t")).await;
            assert_eq!(found, "i-1", "{status} {key} {n}");
            myself(&client).await;
        }
        let asked = api.asked_for_the_key();
        // The client itself may retry while the product is busy.
        assert!((1..=3).contains(&asked), "{status} {key}: {asked}");
    }
    // Nor does a store that fails to write it.
    let (url, _) = Api::answering(200, json!("one")).await;
    let store = store().await;
    let here = process(&store).await;
    store.writes_fail(true);
    let refused = here.core().forge(call(&url, "i-1", "t"), None).await;
    assert!(refused.is_err(), "what the call says must be kept");
}

#[tokio::test]
async fn an_installation_that_has_ended_is_not_called() {
    let (url, api) = Api::answering(404, json!({})).await;
    let store = store().await;
    let here = process(&store).await;
    let (_, client) = key_and_client(&here, call(&url, "i-1", "delivered")).await;
    let active = here.core().tenants.current("i-1").await.unwrap().unwrap();
    let kept = here.core().prepared(&active).client.clone();
    api.asked();
    here.core()
        .tenants
        .uninstall_forge("i-1", now())
        .await
        .unwrap();
    let late = here.core().forge(call(&url, "i-1", "late"), None).await;
    assert!(late.unwrap().is_none());
    let path = "/rest/api/3/myself";
    let gone = kept.unchecked::<Value>(Method::Get, path, ScopeSet::EMPTY);
    let error = gone.await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::NoToken(NoToken::Gone)),
        "{error}"
    );
    assert!(api.asked().is_empty());
    // The call that is being answered may still make its requests.
    myself(&client).await;
}

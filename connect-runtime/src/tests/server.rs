//! The server itself.

use std::time::Duration;

use connect_testing::raw_http;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use super::fixture::{Host, app, client, now};
use crate::StartError;
use crate::config::{Config, Database, Proxy};
use connect_auth::qsh;
use connect_testing::host_keys::lifecycle_token;

#[tokio::test]
async fn the_descriptor_is_public_and_is_the_collected_one() {
    let host = Host::start(|app| app).await;
    let response = host
        .client
        .get(host.app.descriptor_url())
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    let mut served: Value = response.json().await.unwrap();
    assert_eq!(
        served["baseUrl"],
        host.app.base_url().as_str().trim_end_matches('/')
    );
    served["baseUrl"] = connect_model::app_field::BASE_URL.into();
    let declarations: Vec<_> = super::fixture::registrations()
        .into_iter()
        .map(|r| r.declaration)
        .collect();
    let collected =
        connect_model::assemble::assemble(super::fixture::PROPERTIES, &declarations, &[]);
    let collected: Value =
        serde_json::from_str(&collected.unwrap().descriptor.to_json_pretty()).unwrap();
    assert_eq!(served, collected);
    let panels = served["modules"]["webPanels"].as_array().unwrap();
    assert!(panels.iter().any(|panel| panel["key"] == "fails"));
    assert_eq!(served["lifecycle"]["installed"], "/lifecycle/installed");
}

#[tokio::test]
async fn heads_that_are_too_long() {
    let host = Host::start(|app| app).await;
    let long = "a".repeat(1 << 20);
    let query = format!("GET /votes?x={long} HTTP/1.1\r\nhost: x\r\n\r\n");
    let response = raw_http::send(host.app.address(), query.as_bytes())
        .await
        .unwrap();
    assert_eq!(response.status, 431, "{}", response.text);
    let header = format!("GET /votes HTTP/1.1\r\nhost: x\r\nx: {long}\r\n\r\n");
    let response = raw_http::send(host.app.address(), header.as_bytes()).await;
    response.unwrap().is(431);
}

#[tokio::test]
async fn two_apps_in_one_process_have_their_own_tenants() {
    let (one, two) = (Host::installed().await, Host::start(|app| app).await);
    assert_ne!(one.app.address(), two.app.address());
    assert_eq!(one.open("/votes?issue.key=D-1").await.status(), 200);
    assert_eq!(two.open("/votes?issue.key=D-1").await.status(), 401);
}

#[tokio::test]
async fn a_port_that_is_taken() {
    let host = Host::start(|app| app).await;
    let config = Config::development()
        .bind(host.app.address())
        .database(Database::Memory);
    let error = app()
        .with_state(super::fixture::Seen::default())
        .config(|_| config)
        .spawn()
        .await;
    let error = error.unwrap_err();
    assert!(matches!(error, StartError::Bind { .. }), "{error}");
    let text = error.to_string();
    assert!(
        text.contains(&host.app.address().to_string()) && text.contains("PORT"),
        "{text}"
    );
}

#[tokio::test]
async fn the_address_file_and_an_orderly_end() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("address");
    let config = Config::development()
        .bind(([127, 0, 0, 1], 0))
        .database(Database::Memory)
        .address_file(&file);
    let app = app()
        .with_state(super::fixture::Seen::default())
        .config(|_| config);
    let running = app.spawn().await.unwrap();
    assert_eq!(
        std::fs::read_to_string(&file).unwrap(),
        running.base_url().as_str()
    );
    let (address, url) = (running.address(), running.descriptor_url());
    assert_eq!(client().get(url).send().await.unwrap().status(), 200);
    running.shutdown().await;
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn behind_a_proxy_that_strips_the_path_or_does_not() {
    let base_url = "https://x.example/ctx".parse().unwrap();
    let host = Host::configured(|config| config.base_url(base_url)).await;
    let seen_by_server = format!("http://{}", host.app.address());
    let post = async |path: &str, token: String, body: Value| {
        let url = format!("{seen_by_server}{path}");
        let request = host
            .client
            .post(url)
            .header("authorization", format!("JWT {token}"));
        request.json(&body).send().await.unwrap().status().as_u16()
    };
    // The host signs paths below the base URL.
    let mut body = Host::payload("one", "installed");
    body["sharedSecret"] = "secret-one".into();
    for path in ["/ctx/lifecycle/installed", "/lifecycle/installed"] {
        let token = host.lifecycle_token("one", "/lifecycle/installed");
        assert_eq!(post(path, token, body.clone()).await, 204, "{path}");
    }
    let token = Host::request_token("GET", "/votes?issue.key=D-1");
    for path in ["/ctx/votes", "/votes"] {
        let url = format!("{seen_by_server}{path}?issue.key=D-1&jwt={token}");
        assert_eq!(
            host.client.get(url).send().await.unwrap().status(),
            200,
            "{path}"
        );
    }
    let url = format!("{seen_by_server}/ctxvotes?issue.key=D-1&jwt={token}");
    assert_eq!(host.client.get(url).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn case_262_a_base_path_that_a_route_begins_with() {
    // The app has a route `/votes`, which is also what a proxy that strips leaves of
    // `/votes/votes`.
    let base_url = || "https://x.example/votes".parse().unwrap();
    let error = app()
        .with_state(super::fixture::Seen::default())
        .config(|config| config.base_url(base_url()))
        .spawn()
        .await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("`/votes`") && error.contains("CONNECT_PROXY"),
        "{error}"
    );
    for (proxy, prefix) in [(Proxy::Strips, ""), (Proxy::Passes, "/votes")] {
        let host = Host::configured(|config| config.base_url(base_url()).proxy(proxy)).await;
        let body = {
            let mut body = Host::payload("one", "installed");
            body["sharedSecret"] = "secret-one".into();
            body
        };
        let server = format!("http://{}{prefix}", host.app.address());
        let target = "/lifecycle/installed";
        let token = host.lifecycle_token("one", target);
        let install = host.client.post(format!("{server}{target}"));
        let install = install.header("authorization", format!("JWT {token}"));
        let installed = install.json(&body).send().await.unwrap();
        assert_eq!(installed.status(), 204, "{proxy:?}");
        // The host signs the path relative to the base URL.
        let token = Host::request_token("GET", "/votes?issue.key=D-1");
        let url = format!("{server}/votes?issue.key=D-1&jwt={token}");
        let response = host.client.get(url).send().await.unwrap();
        assert_eq!(response.status(), 200, "{proxy:?}");
    }
}

#[tokio::test]
async fn case_277_other_addresses_of_the_app() {
    let host = Host::configured(|config| {
        config
            .base_url("https://x.example/app".parse().unwrap())
            .also_at("https://old.example/before".parse().unwrap())
    })
    .await;
    let server = format!("http://{}", host.app.address());
    let mut body = Host::payload("one", "installed");
    body["sharedSecret"] = "secret-one".into();
    let target = "/lifecycle/installed";
    for (path, audience, status) in [
        ("/app", "https://x.example/app", 204),
        ("/before", "https://old.example/before", 204),
        ("/before", "https://eu.example/app", 204),
        ("", "https://old.example/before/", 204),
        ("/app", "https://us.example/app", 401),
        ("/app", "https://old.example", 401),
    ] {
        let claims = json!({
            "iss": "one", "iat": now(), "exp": now() + 60, "aud": [audience],
            "qsh": qsh::hash("POST", target, "").to_string(),
        });
        let request = host.client.post(format!("{server}{path}{target}"));
        let token = lifecycle_token("kid-1", &claims);
        let request = request.header("authorization", format!("JWT {token}"));
        let response = request.json(&body).send().await.unwrap();
        assert_eq!(response.status(), status, "{path} {audience}");
    }
    let token = Host::request_token("GET", "/votes?issue.key=D-1");
    for prefix in ["", "/app", "/before"] {
        let url = format!("{server}{prefix}/votes?issue.key=D-1&jwt={token}");
        assert_eq!(host.client.get(url).send().await.unwrap().status(), 200);
    }
}

#[tokio::test]
async fn open_requests_end_before_the_server_does() {
    let host = Host::installed().await;
    let token = Host::request_token("GET", "/waits");
    let request = host
        .client
        .get(host.url(&format!("/waits?jwt={token}")))
        .send();
    let waiting = tokio::spawn(request);
    host.seen.started.notified().await;
    let stopping = tokio::spawn(host.app.shutdown());
    host.seen.go_on.notify_one();
    assert_eq!(waiting.await.unwrap().unwrap().status(), 200);
    stopping.await.unwrap();
}

#[tokio::test]
async fn mounted_below_a_prefix() {
    use axum::Router;
    use axum::body::Body;
    use http::Request;
    use tower::ServiceExt;

    let config = Config::development()
        .database(Database::Memory)
        .base_url("http://127.0.0.1:9/votes-app".parse().unwrap());
    let seen = super::fixture::Seen::default();
    let routes = app()
        .with_state(seen)
        .config(|_| config)
        .router()
        .await
        .unwrap();
    let outer: Router = Router::new().nest("/votes-app", routes);
    let status = async |target: &str| {
        let request = Request::get(target).body(Body::empty()).unwrap();
        outer
            .clone()
            .oneshot(request)
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(status("/votes-app/privacy").await, 200);
    assert_eq!(status("/votes-app/votes").await, 401);
    assert_eq!(status("/votes").await, 404);
    let unnamed = app().router().await.unwrap_err();
    assert!(
        unnamed.to_string().contains("CONNECT_BASE_URL"),
        "{unnamed}"
    );
}

/// A handler whose call outlasts the request gets an error and can respond: it is not dropped in the
/// middle of a POST.
#[cfg(feature = "client")]
#[tokio::test]
async fn a_call_ends_before_the_request_does() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let site = format!("http://{}", silent.local_addr().unwrap());
    let host = Host::configured(|config| {
        config
            .request_timeout(Duration::from_secs(2))
            .dev_host(&site.parse().unwrap())
    })
    .await;
    let mut install = Host::payload("one", "installed");
    install["sharedSecret"] = "secret-one".into();
    install["baseUrl"] = site.into();
    assert_eq!(host.install_with("one", &install).await.status(), 204);
    let response = host.open("/outlasts?issue.key=D-1").await;
    assert_eq!(response.status(), 200);
    assert!(response.text().await.unwrap().contains("told in time"));
}

//! The app's own endpoints, public routes, and routes of a plain router.

use axum::Router;
use axum::routing::{get, post};
use bytes::Bytes;
use connect_testing::raw_http;
use serde_json::{Value, json};

use super::fixture::Host;
use crate::tenants::Tenant;

#[tokio::test]
async fn an_endpoint_takes_a_context_token_and_path_parameters() {
    let host = Host::installed().await;
    let context = Host::context_token();
    let response = host
        .post("/api/vote/7", &context, &json!({ "up": true }))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["cache-control"], "no-store, no-cache");
    assert!(!response.headers().contains_key("x-acpt"));
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        body,
        json!({ "id": 7, "by": "557058:someone", "vote": { "up": true } })
    );

    let post = async |target: &str, token: &str| {
        host.post(target, token, &json!(1))
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(post("/api/vote/seven", &context).await, 400);
    assert_eq!(
        post("/api/vote/7", &Host::request_token("POST", "/api/vote/7")).await,
        401
    );
    assert_eq!(
        host.client
            .post(host.url("/api/vote/7"))
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
}

#[tokio::test]
async fn a_wildcard_takes_the_rest_of_the_path() {
    let host = Host::installed().await;
    let status = async |path: &str| {
        host.client
            .get(host.url(path))
            .send()
            .await
            .unwrap()
            .status()
    };
    assert_eq!(status("/wild/logo.svg").await, 200);
    assert_eq!(status("/wild/icons/16/logo.svg").await, 200);
    assert_eq!(status("/wild").await, 404);
}

#[tokio::test]
async fn a_context_token_opens_no_page() {
    let host = Host::installed().await;
    let url = host.url(&format!(
        "/votes?issue.key=D-1&jwt={}",
        Host::context_token()
    ));
    assert_eq!(host.client.get(url).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_public_route_needs_no_token() {
    let host = Host::start(|app| app).await;
    let response = host.client.get(host.url("/privacy")).send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.text().await.unwrap(), "public true");
}

#[tokio::test]
async fn a_plain_router_is_behind_a_token() {
    async fn admin(tenant: Tenant) -> String {
        format!("admin of {}", tenant.client_key())
    }
    let host = Host::start(|app| app.merge(Router::new().route("/admin", get(admin)))).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);

    assert_eq!(
        host.client
            .get(host.url("/admin"))
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
    let opened = host.open("/admin").await;
    assert_eq!(opened.status(), 200);
    assert!(opened.headers().contains_key("content-security-policy"));
    assert_eq!(opened.text().await.unwrap(), "admin of one");
    let token = format!("JWT {}", Host::context_token());
    let called = host
        .client
        .get(host.url("/admin"))
        .header("authorization", token);
    assert_eq!(called.send().await.unwrap().status(), 200);
    // An unknown path needs no protection.
    assert_eq!(host.status("/none").await, 404);
    assert_eq!(host.open("/none").await.status(), 404);
}

#[tokio::test]
async fn a_fallback_of_a_plain_router_is_behind_a_token() {
    let router = Router::new().fallback(async || "everything");
    let host = Host::start(|app| app.merge(router)).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    assert_eq!(host.status("/none").await, 401);
    assert_eq!(host.open("/none").await.status(), 200);
    assert_eq!(host.status("/privacy").await, 200);
}

#[tokio::test]
async fn a_public_router_needs_no_token_and_has_the_usual_limits() {
    let tenant = async |tenant: Option<Tenant>| tenant.is_none().to_string();
    let panics = async || -> &'static str { panic!("on purpose") };
    let public = Router::new()
        .route("/plain/app.js", get(tenant))
        .route("/plain/panics", get(panics));
    let guarded = Router::new().route("/admin", get("secret"));
    let host = Host::start(|app| app.merge_public(public).merge(guarded)).await;
    let file = host
        .client
        .get(host.url("/plain/app.js"))
        .send()
        .await
        .unwrap();
    assert_eq!(file.status(), 200);
    assert!(!file.headers().contains_key("cache-control"));
    assert_eq!(file.headers()["x-content-type-options"], "nosniff");
    assert_eq!(file.text().await.unwrap(), "true");
    assert_eq!(host.status("/plain/none.js").await, 404);
    assert_eq!(host.status("/plain/panics").await, 500);
    assert_eq!(host.status("/admin").await, 401);
    let long = host
        .client
        .get(host.url("/plain/app.js"))
        .body(vec![0; 2 << 20]);
    assert_eq!(long.send().await.unwrap().status(), 413);
}

/// A plain router has its own extractors, so its limit must also hold for a body of unannounced
/// length.
#[tokio::test]
async fn a_plain_router_has_a_body_limit() {
    let read = |path| Router::new().route(path, post(async |body: Bytes| body.len().to_string()));
    let host = Host::start(|app| {
        app.config(|config| config.body_limit(5000))
            .merge_public(read("/read"))
            .merge(read("/admin"))
    })
    .await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let token = Host::request_token("POST", "/admin");
    for (path, token) in [("/read", String::new()), ("/admin", token)] {
        let mut request = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: JWT {token}\r\n\
             transfer-encoding: chunked\r\n\r\n"
        );
        let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
        for (chunks, status) in [(1, 200), (2, 413)] {
            let body = format!("{}0\r\n\r\n", chunk.repeat(chunks));
            let whole = format!("{request}{body}");
            let response = raw_http::send(host.app.address(), whole.as_bytes()).await;
            response.unwrap().is(status);
        }
        request = request.replace("transfer-encoding: chunked", "content-length: 5001");
        let response = raw_http::send(host.app.address(), request.as_bytes()).await;
        response.unwrap().is(413);
    }
}

use connect_host::tokens::RsaKey;
use connect_host::{DEFAULT_USER, Host, Method};
use jsonwebtoken::decode_header;
use serde_json::json;

use crate::recording_app::{App, panel, sha256};

#[tokio::test]
async fn a_page_calls_with_a_context_token() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let answer = host
        .endpoint(Method::POST, "/api/vote")
        .query("weight", "1 2")
        .with("issue.key", "DEMO-1")
        .json(&json!({"up": true}))
        .await
        .unwrap();
    assert_eq!(answer.body, "this is /api/vote");
    let request = app.last("/api/vote");
    assert_eq!(request.method, "POST");
    assert_eq!(request.json(), json!({"up": true}));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.parameter("weight").unwrap(), "1 2");
    let claims = request.hs256(&host.shared_secret());
    assert_eq!(claims["qsh"], "context-qsh");
    assert_eq!(claims["sub"], DEFAULT_USER);
    assert_eq!(claims["context"]["jira"]["issue"]["key"], "DEMO-1");
}

#[tokio::test]
async fn an_opened_page_calls_with_its_user_and_context() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let page = host
        .open("votes")
        .as_user("ann")
        .with("issue.key", "DEMO-1")
        .await
        .unwrap();
    page.endpoint(Method::GET, "/api/votes").await.unwrap();
    let claims = app.last("/api/votes").hs256(&host.shared_secret());
    assert_eq!(claims["sub"], "ann");
    assert_eq!(claims["context"]["jira"]["issue"]["key"], "DEMO-1");
}

#[tokio::test]
async fn a_server_request_is_hashed_with_its_query() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    host.request(Method::GET, "/x?b=2&a=1")
        .query("c", "ä")
        .anonymous()
        .await
        .unwrap();
    let claims = app.last("/x").hs256(&host.shared_secret());
    assert_eq!(claims["qsh"], sha256("GET&/x&a=1&b=2&c=%C3%A4"));
    assert!(claims.get("sub").is_none());
}

#[tokio::test]
async fn a_forged_token_is_sent_unchanged() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let key = RsaKey::shared().unwrap();
    let forged = host
        .request_token("GET", "/x")
        .rs256(&key)
        .key_id("../evil");
    host.request(Method::GET, "/x").token(forged).await.unwrap();
    let header = decode_header(app.last("/x").token()).unwrap();
    assert_eq!(header.kid.as_deref(), Some("../evil"));

    host.request(Method::GET, "/y")
        .without_token()
        .await
        .unwrap();
    assert!(app.last("/y").headers.get("authorization").is_none());
}

#[tokio::test]
async fn there_are_three_kinds_of_genuine_tokens() {
    let host = Host::jira().start().await.unwrap();
    let request = host.request_token("POST", "/p?x=1");
    assert_eq!(request.claims()["qsh"], sha256("POST&/p&x=1"));
    assert_eq!(host.context_token().claims()["qsh"], "context-qsh");
    let install = host.install_token("/lifecycle/installed", "https://app.example/");
    assert_eq!(
        install.claims()["qsh"],
        sha256("POST&/lifecycle/installed&")
    );
    assert_eq!(install.claims()["aud"], json!(["https://app.example"]));
    assert!(install.claims().get("sub").is_none());
}

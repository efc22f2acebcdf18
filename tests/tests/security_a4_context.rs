//! SECURITY A4: the calls of the app's own pages, by the host's context token or by a session
//! token of the app.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect_host::{Host, TokenBuilder};
use connect_runtime::config::SessionTokens;
use connect_tests::{Attempt, INSTALLED, PANEL, Reply, Site, Token, WHOAMI, cases, stranger_key};
use serde_json::{Value, json};

/// The genuine context token of A.
fn genuine(site: &Site) -> TokenBuilder {
    site.a.context_token()
}

/// Who the app says is calling, with this token in the header.
fn whoami(site: &Site, token: impl Token) -> Attempt<'_> {
    site.get(WHOAMI).token(token)
}

/// What the app answers to this tenant's user.
fn user_of(tenant: &Host) -> Value {
    json!({
        "clientKey": tenant.client_key(),
        "baseUrl": tenant.base_url().as_str(),
        "user": connect_host::DEFAULT_USER,
    })
}

cases! {
    then whoever_passed_is_a;

    case_093_context_token_in_the_header(site) is 200: [
        whoami(site, genuine(site)),
        // It is bound to no URL, so a query changes nothing.
        site.get("/api/whoami?x=1").token(genuine(site)),
    ];
    case_094_no_token(site) is 401: [
        site.get(WHOAMI),
        site.post("/api/echo").json(&json!({"a": 1})),
        site.get(WHOAMI).scheme("Bearer", genuine(site)),
    ];
    case_095_wrong_secret(site) is 401: [
        whoami(site, genuine(site).hs256("a guess")),
        whoami(site, genuine(site).hs256(site.b.shared_secret())),
        whoami(site, genuine(site).unsigned()),
    ];
    case_096_expired(site) is 401: [
        whoami(site, genuine(site).expires_in(-3600)),
        whoami(site, genuine(site).without("exp")),
    ];
    case_097_iframe_token_of_another_url(site) is 401: [
        whoami(site, site.a.request_token("GET", PANEL)),
        site.get(WHOAMI).in_query(site.a.request_token("GET", PANEL)),
        // Not even one that was made for this very URL.
        whoami(site, site.a.request_token("GET", WHOAMI)),
    ];
    case_098_no_qsh_claim(site) is 401: [
        whoami(site, genuine(site).without("qsh")),
        whoami(site, genuine(site).claim("qsh", Value::Null)),
        whoami(site, genuine(site).qsh("")),
        whoami(site, genuine(site).qsh("Context-Qsh")),
    ];
    case_099_rs256(site) is 401: [
        whoami(site, genuine(site).rs256(site.keys.key()).key_id(site.keys.kid())),
        whoami(site, genuine(site).rs256(&stranger_key()).key_id(site.keys.kid())),
        whoami(site, genuine(site).hs256(site.keys.key().public_pem())),
    ];
}

async fn whoever_passed_is_a(site: &Site, replies: &[Reply]) {
    for reply in replies.iter().filter(|reply| reply.status == 200) {
        assert_eq!(reply.json(), user_of(&site.a));
    }
}

/// An app that makes session tokens, and one of them for A's user.
async fn with_a_session() -> (Site, String) {
    let site = Site::start_with(|app| app.session_tokens(SessionTokens::default())).await;
    let token = whoami(&site, genuine(&site)).await.is(200).session_token();
    (site, token.unwrap())
}

/// The payload of a token.
fn payload(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn case_100_a_fresh_session_token_only_if_turned_on() {
    let off = Site::start().await;
    for reply in [
        whoami(&off, genuine(&off)).await.is(200),
        off.panel(&off.a).await.is(200),
        whoami(&off, "garbage").await.is(401),
    ] {
        assert_eq!(reply.session_token(), None);
    }

    let (on, token) = with_a_session().await;
    let claims = payload(&token);
    assert_eq!(claims["iss"], "com.example.conformance");
    assert_eq!(claims["aud"], json!(["tenant-a"]));
    assert_eq!(claims["sub"], connect_host::DEFAULT_USER);
    assert!(on.panel(&on.a).await.is(200).session_token().is_some());
    // Who was not believed gets none.
    for reply in [
        whoami(&on, "garbage").await.is(401),
        on.get("/open").await.is(200),
        on.install(&on.a).await.is(204),
    ] {
        assert_eq!(reply.session_token(), None);
    }
}

#[tokio::test]
async fn case_101_session_token_on_a_context_route() {
    let (site, token) = with_a_session().await;
    let reply = whoami(&site, token.as_str()).await.is(200);
    assert_eq!(reply.json(), user_of(&site.a));
    // An app that has them turned off does not know its own.
    let off = Site::start().await;
    whoami(&off, token.as_str()).await.is(401);
}

#[tokio::test]
async fn case_102_session_token_on_a_qsh_route() {
    let (site, token) = with_a_session().await;
    site.get(PANEL).in_query(token.as_str()).await.is(401);
    site.get(PANEL).token(token.as_str()).await.is(401);
    site.post("/webhooks/issue-created")
        .token(token.as_str())
        .json(&json!({}))
        .await
        .is(401);
    assert_eq!(site.calls.webhooks(), 0);
}

#[tokio::test]
async fn case_103_session_token_on_the_install_callback() {
    let (site, token) = with_a_session().await;
    site.post(INSTALLED)
        .token(token.as_str())
        .json(&site.install_body(&site.a))
        .await
        .is(401);
    site.panel(&site.a).await.is(200);
    assert_eq!(site.calls.installed(), 2);
}

#[tokio::test]
async fn case_104_session_token_with_another_aud() {
    let (site, token) = with_a_session().await;
    let (header, rest) = token.split_once('.').unwrap();
    let (_, signature) = rest.split_once('.').unwrap();
    for audience in [
        json!(["tenant-b"]),
        json!("tenant-b"),
        json!(["tenant-b", "tenant-a"]),
        json!(["tenant-a", "tenant-b"]),
        json!([]),
    ] {
        let mut claims = payload(&token);
        claims["aud"] = audience;
        let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
        let changed = format!("{header}.{claims}.{signature}");
        whoami(&site, changed).await.is(401);
        let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        whoami(&site, format!("{unsigned}.{claims}.")).await.is(401);
    }
    // Nor does a tenant who knows its own secret make one, for itself or for the other.
    for (audience, secret) in [
        ("tenant-a", site.a.shared_secret()),
        ("tenant-b", site.a.shared_secret()),
    ] {
        let made = genuine(&site)
            .issuer("com.example.conformance")
            .audience(audience)
            .hs256(secret);
        whoami(&site, made).await.is(401);
    }
    whoami(&site, token.as_str()).await.is(200);
}

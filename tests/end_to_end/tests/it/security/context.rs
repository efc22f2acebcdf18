//! Part A4: the calls of the app's own pages, with a context token of the host or a session token of
//! the app.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect_host::Host;
use connect_host::tokens::TokenBuilder;
use connect_runtime::config::SessionTokens;
use end_to_end::{
    INSTALLED, PANEL, Request, Response, RunningApp, Token, WHOAMI, cases, foreign_key,
};
use serde_json::{Value, json};

/// The genuine context token of A.
fn genuine(app: &RunningApp) -> TokenBuilder {
    app.a.context_token()
}

/// The request whose response names the caller, with this token in the header.
fn whoami(app: &RunningApp, token: impl Token) -> Request<'_> {
    app.get(WHOAMI).token(token)
}

/// The response to this tenant's user.
fn user_of(tenant: &Host) -> Value {
    json!({
        "clientKey": tenant.client_key(),
        "baseUrl": tenant.base_url().as_str(),
        "user": connect_host::DEFAULT_USER,
    })
}

cases! {
    then responses_are_for_a;

    case_093_context_token_in_the_header(app) is 200: [
        whoami(app, genuine(app)),
        // It is not bound to a URL, so a query makes no difference.
        app.get("/api/whoami?x=1").token(genuine(app)),
    ];
    case_094_no_token(app) is 401: [
        app.get(WHOAMI),
        app.post("/api/echo").json(&json!({"a": 1})),
        app.get(WHOAMI).scheme("Bearer", genuine(app)),
    ];
    case_095_wrong_secret(app) is 401: [
        whoami(app, genuine(app).hs256("a guess")),
        whoami(app, genuine(app).hs256(app.b.shared_secret())),
        whoami(app, genuine(app).unsigned()),
    ];
    case_096_expired(app) is 401: [
        whoami(app, genuine(app).expires_in(-3600)),
        whoami(app, genuine(app).without("exp")),
    ];
    case_097_iframe_token_of_another_url(app) is 401: [
        whoami(app, app.a.request_token("GET", PANEL)),
        app.get(WHOAMI).in_query(app.a.request_token("GET", PANEL)),
        // Not even one made for this very URL.
        whoami(app, app.a.request_token("GET", WHOAMI)),
    ];
    case_098_no_qsh_claim(app) is 401: [
        whoami(app, genuine(app).without("qsh")),
        whoami(app, genuine(app).claim("qsh", Value::Null)),
        whoami(app, genuine(app).qsh("")),
        whoami(app, genuine(app).qsh("Context-Qsh")),
    ];
    case_099_rs256(app) is 401: [
        whoami(app, genuine(app).rs256(app.keys.key()).key_id(app.keys.kid())),
        whoami(app, genuine(app).rs256(&foreign_key()).key_id(app.keys.kid())),
        whoami(app, genuine(app).hs256(app.keys.key().public_pem())),
    ];
}

async fn responses_are_for_a(app: &RunningApp, responses: &[Response]) {
    for response in responses.iter().filter(|response| response.status == 200) {
        assert_eq!(response.json(), user_of(&app.a));
    }
}

/// An app that issues session tokens, and a token of A's user.
async fn with_a_session() -> (RunningApp, String) {
    let app = RunningApp::start_with(|app| {
        app.config(|config| config.session_tokens(SessionTokens::default()))
    })
    .await;
    let token = whoami(&app, genuine(&app)).await.is(200).session_token();
    (app, token.unwrap())
}

/// The payload of a token.
fn payload(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn case_100_a_fresh_session_token_only_if_turned_on() {
    let off = RunningApp::start().await;
    for response in [
        whoami(&off, genuine(&off)).await.is(200),
        off.panel(&off.a).await.is(200),
        whoami(&off, "garbage").await.is(401),
    ] {
        assert_eq!(response.session_token(), None);
    }

    let (on, token) = with_a_session().await;
    let claims = payload(&token);
    assert_eq!(claims["iss"], "com.example.conformance");
    assert_eq!(claims["aud"], json!(["tenant-a"]));
    assert_eq!(claims["sub"], connect_host::DEFAULT_USER);
    assert!(on.panel(&on.a).await.is(200).session_token().is_some());
    // A refused request gets none.
    for response in [
        whoami(&on, "garbage").await.is(401),
        on.get("/open").await.is(200),
        on.install(&on.a).await.is(204),
    ] {
        assert_eq!(response.session_token(), None);
    }
}

#[tokio::test]
async fn case_101_session_token_on_a_context_route() {
    let (app, token) = with_a_session().await;
    let response = whoami(&app, token.as_str()).await.is(200);
    assert_eq!(response.json(), user_of(&app.a));
    // An app with session tokens turned off does not accept its own.
    let off = RunningApp::start().await;
    whoami(&off, token.as_str()).await.is(401);
}

#[tokio::test]
async fn case_102_session_token_on_a_qsh_route() {
    let (app, token) = with_a_session().await;
    app.get(PANEL).in_query(token.as_str()).await.is(401);
    app.get(PANEL).token(token.as_str()).await.is(401);
    app.post("/webhooks/issue-created")
        .token(token.as_str())
        .json(&json!({}))
        .await
        .is(401);
    assert_eq!(app.calls.webhooks(), 0);
}

#[tokio::test]
async fn case_103_session_token_on_the_install_callback() {
    let (app, token) = with_a_session().await;
    app.post(INSTALLED)
        .token(token.as_str())
        .json(&app.install_body(&app.a))
        .await
        .is(401);
    app.panel(&app.a).await.is(200);
    assert_eq!(app.calls.installed(), 2);
}

#[tokio::test]
async fn case_104_session_token_with_another_aud() {
    let (app, token) = with_a_session().await;
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
        whoami(&app, changed).await.is(401);
        let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#);
        whoami(&app, format!("{unsigned}.{claims}.")).await.is(401);
    }
    // Knowing its own secret, a tenant can't make one, neither for itself nor for the other.
    for (audience, secret) in [
        ("tenant-a", app.a.shared_secret()),
        ("tenant-b", app.a.shared_secret()),
    ] {
        let made = genuine(&app)
            .issuer("com.example.conformance")
            .audience(audience)
            .hs256(secret);
        whoami(&app, made).await.is(401);
    }
    whoami(&app, token.as_str()).await.is(200);
}

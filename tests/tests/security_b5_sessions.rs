//! SECURITY B, 230 and 231: session tokens, which the app makes itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect_host::DEFAULT_USER;
use connect_runtime::config::SessionTokens;
use connect_tests::{INSTALLED, PANEL, Reply, Site, UNINSTALLED, WEBHOOK, WHOAMI};
use serde_json::{Value, json};

async fn start(rules: SessionTokens) -> Site {
    Site::start_with(|app| app.session_tokens(rules)).await
}

#[track_caller]
fn session(reply: &Reply) -> String {
    reply.session_token().expect("the answer brings a token")
}

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn case_230_what_a_session_token_says() {
    let site = start(SessionTokens::default()).await;
    let page = site.panel(&site.a).await.is(200);
    let claims = claims(&session(&page));
    assert_eq!(claims["iss"], "com.example.conformance");
    assert_eq!(claims["aud"], json!([site.a.client_key()]));
    assert_eq!(claims["qsh"], "context-qsh");
    assert_eq!(claims["sub"], DEFAULT_USER);
    let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert!((1..=900).contains(&lifetime), "{lifetime}");
    // The token of nobody is a session of nobody.
    let token = site.a.request_token("GET", PANEL).without("sub");
    let page = site.get(PANEL).in_query(token).await.is(200);
    assert!(self::claims(&session(&page)).get("sub").is_none());
}

#[tokio::test]
async fn case_230_where_a_session_token_counts() {
    let site = start(SessionTokens::default()).await;
    let token = session(&site.panel(&site.a).await.is(200));
    let seen = site.get(WHOAMI).token(token.as_str()).await.is(200).json();
    assert_eq!(seen["clientKey"], site.a.client_key());
    assert_eq!(seen["user"], DEFAULT_USER);

    let token = || token.as_str();
    site.get(PANEL).in_query(token()).await.is(401);
    site.get(PANEL).token(token()).await.is(401);
    site.post(WEBHOOK)
        .token(token())
        .json(&json!({}))
        .await
        .is(401);
    let install = site.post(INSTALLED).token(token());
    install.json(&site.install_body(&site.a)).await.is(401);
    let uninstall = site.post(UNINSTALLED).token(token());
    uninstall.json(&site.uninstall_body(&site.a)).await.is(401);
    let mut body = site.uninstall_body(&site.a);
    body["eventType"] = "disabled".into();
    let disable = site.post("/lifecycle/disabled").token(token());
    disable.json(&body).await.is(401);
}

#[tokio::test]
async fn case_230_a_session_ends_with_the_secret() {
    let site = start(SessionTokens::default()).await;
    let of_a = session(&site.panel(&site.a).await.is(200));
    let of_b = session(&site.panel(&site.b).await.is(200));
    site.install(&site.a).await.is(204);
    site.get(WHOAMI).token(of_a.as_str()).await.is(401);
    site.uninstall(&site.b).await.is(204);
    site.get(WHOAMI).token(of_b.as_str()).await.is(401);
    // A page that was refused starts no session.
    assert!(site.get(PANEL).await.is(401).session_token().is_none());
}

#[tokio::test]
async fn case_230_nobody_but_the_app_makes_one() {
    let site = start(SessionTokens::default()).await;
    let genuine = claims(&session(&site.panel(&site.a).await.is(200)));
    // The host itself, and a tenant in another's name.
    for (host, of) in [(&site.a, &site.a), (&site.b, &site.a)] {
        let mut token = host.token();
        for (name, value) in genuine.as_object().unwrap() {
            token = token.claim(name, value.clone());
        }
        let token = token.claim("aud", json!([of.client_key()]));
        site.get(WHOAMI).token(token).await.is(401);
    }
    // And none counts where they are off.
    let off = Site::start().await;
    let forged = off.a.context_token().issuer("com.example.conformance");
    let forged = forged.claim("aud", json!([off.a.client_key()]));
    off.get(WHOAMI).token(forged).await.is(401);
}

#[tokio::test]
async fn case_231_renewal_does_not_slide() {
    let rules = SessionTokens {
        lifetime: Duration::from_secs(600),
        max_session: Duration::from_secs(700),
    };
    let site = start(rules).await;
    let first = session(&site.panel(&site.a).await.is(200));
    let begun = claims(&first)["auth_time"].as_i64().unwrap();
    let mut token = first;
    for _ in 0..5 {
        let reply = site.get(WHOAMI).token(token.as_str()).await.is(200);
        token = session(&reply);
        let claims = claims(&token);
        assert_eq!(claims["auth_time"], begun);
        assert_eq!(claims["sub"], DEFAULT_USER);
        assert!(claims["exp"].as_i64().unwrap() <= begun + 700, "{claims}");
    }
}

//! Part B, 230 and 231: session tokens, which the app issues itself.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use connect_host::DEFAULT_USER;
use connect_runtime::config::SessionTokens;
use end_to_end::{INSTALLED, PANEL, Response, RunningApp, UNINSTALLED, WEBHOOK, WHOAMI};
use serde_json::{Value, json};

async fn start(rules: SessionTokens) -> RunningApp {
    RunningApp::start_with(|app| app.config(|config| config.session_tokens(rules))).await
}

#[track_caller]
fn session(response: &Response) -> String {
    response.session_token().expect("the answer has a token")
}

fn claims(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[tokio::test]
async fn case_230_a_session_token_has_its_claims() {
    let app = start(SessionTokens::default()).await;
    let page = app.panel(&app.a).await.is(200);
    let claims = claims(&session(&page));
    assert_eq!(claims["iss"], "com.example.conformance");
    assert_eq!(claims["aud"], json!([app.a.client_key()]));
    assert_eq!(claims["qsh"], "context-qsh");
    assert_eq!(claims["sub"], DEFAULT_USER);
    let lifetime = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
    assert!((1..=900).contains(&lifetime), "{lifetime}");
    // A token without a user is a session without a user.
    let token = app.a.request_token("GET", PANEL).without("sub");
    let page = app.get(PANEL).in_query(token).await.is(200);
    assert!(self::claims(&session(&page)).get("sub").is_none());
}

#[tokio::test]
async fn a_session_token_counts_only_for_the_apps_own_pages() {
    let app = start(SessionTokens::default()).await;
    let token = session(&app.panel(&app.a).await.is(200));
    let seen = app.get(WHOAMI).token(token.as_str()).await.is(200).json();
    assert_eq!(seen["clientKey"], app.a.client_key());
    assert_eq!(seen["user"], DEFAULT_USER);

    let token = || token.as_str();
    app.get(PANEL).in_query(token()).await.is(401);
    app.get(PANEL).token(token()).await.is(401);
    app.post(WEBHOOK)
        .token(token())
        .json(&json!({}))
        .await
        .is(401);
    let install = app.post(INSTALLED).token(token());
    install.json(&app.install_body(&app.a)).await.is(401);
    let uninstall = app.post(UNINSTALLED).token(token());
    uninstall.json(&app.uninstall_body(&app.a)).await.is(401);
    let mut body = app.uninstall_body(&app.a);
    body["eventType"] = "disabled".into();
    let disable = app.post("/lifecycle/disabled").token(token());
    disable.json(&body).await.is(401);
}

#[tokio::test]
async fn a_session_ends_with_the_secret() {
    let app = start(SessionTokens::default()).await;
    let of_a = session(&app.panel(&app.a).await.is(200));
    let of_b = session(&app.panel(&app.b).await.is(200));
    app.install(&app.a).await.is(204);
    app.get(WHOAMI).token(of_a.as_str()).await.is(401);
    app.uninstall(&app.b).await.is(204);
    app.get(WHOAMI).token(of_b.as_str()).await.is(401);
    // A refused page starts no session.
    assert!(app.get(PANEL).await.is(401).session_token().is_none());
}

#[tokio::test]
async fn only_the_app_can_make_a_session_token() {
    let app = start(SessionTokens::default()).await;
    let genuine = claims(&session(&app.panel(&app.a).await.is(200)));
    // Tokens by the host, and by a tenant for another.
    for (host, of) in [(&app.a, &app.a), (&app.b, &app.a)] {
        let mut token = host.token();
        for (name, value) in genuine.as_object().unwrap() {
            token = token.claim(name, value.clone());
        }
        let token = token.claim("aud", json!([of.client_key()]));
        app.get(WHOAMI).token(token).await.is(401);
    }
    // Where session tokens are off, none is accepted.
    let off = RunningApp::start().await;
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
    let app = start(rules).await;
    let first = session(&app.panel(&app.a).await.is(200));
    let begun = claims(&first)["auth_time"].as_i64().unwrap();
    let mut token = first;
    for _ in 0..5 {
        let response = app.get(WHOAMI).token(token.as_str()).await.is(200);
        token = session(&response);
        let claims = claims(&token);
        assert_eq!(claims["auth_time"], begun);
        assert_eq!(claims["sub"], DEFAULT_USER);
        assert!(claims["exp"].as_i64().unwrap() <= begun + 700, "{claims}");
    }
}

//! Calls made by the app's own pages.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::Request;
use serde_json::{Value, json};

use super::site::{
    APP, BASE_URL, NOW, SECRET_A, SECRET_B, Site, UNAUTHORIZED, claims, hs256, merge, parts,
    status, with_header,
};
use crate::auth::ContextToken;
use crate::config::SessionTokens;
use connect_auth::jwt::{self, HmacKey};
use connect_auth::session;
use connect_testing::host_keys::{rs256, token};

const TARGET: &str = "/api/votes?x=1";

async fn site_with_sessions() -> Site {
    let mut site = Site::at(BASE_URL).await;
    let sessions = SessionTokens {
        lifetime: Duration::from_secs(900),
        max_session: Duration::from_secs(3600),
    };
    site.verifier = site.verifier.session_tokens(sessions);
    site
}

fn context_claims(change: Value) -> Value {
    let mut claims = claims("GET", TARGET, json!({ "qsh": "context-qsh" }));
    merge(&mut claims, change);
    claims
}

async fn call(site: &Site, token: &str) -> u16 {
    status(
        &site
            .verifier
            .context(&with_header("POST", TARGET, token))
            .await,
    )
}

/// The claims of a token, unverified.
fn read(token: &str) -> Value {
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// A session token made from a context token of A's host.
async fn session(site: &Site) -> String {
    let token = hs256(&context_claims(json!({})), SECRET_A);
    let verified = site
        .verifier
        .context(&with_header("GET", TARGET, &token))
        .await
        .unwrap();
    site.verifier
        .session_token(&verified)
        .unwrap()
        .as_str()
        .to_owned()
}

#[tokio::test]
async fn context_tokens_are_checked() {
    let site = Site::at(BASE_URL).await;
    let of = |change, secret| hs256(&context_claims(change), secret);
    assert_eq!(call(&site, &of(json!({}), SECRET_A)).await, 200);
    assert_eq!(
        status(&site.verifier.context(&parts(Request::get(TARGET))).await),
        UNAUTHORIZED
    );
    assert_eq!(call(&site, &of(json!({}), SECRET_B)).await, UNAUTHORIZED);
    assert_eq!(
        call(&site, &of(json!({ "exp": NOW - 3600 }), SECRET_A)).await,
        UNAUTHORIZED
    );
    assert_eq!(
        call(&site, &of(json!({ "qsh": null }), SECRET_A)).await,
        UNAUTHORIZED
    );
    let iframe = hs256(&claims("POST", TARGET, json!({})), SECRET_A);
    assert_eq!(call(&site, &iframe).await, UNAUTHORIZED, "case 97");
    let header = r#"{"alg":"RS256","kid":"kid-1"}"#;
    let rs256 = token(header, &context_claims(json!({})).to_string(), rs256);
    assert_eq!(call(&site, &rs256).await, UNAUTHORIZED);
}

#[tokio::test]
async fn session_tokens_are_off_unless_turned_on() {
    let site = Site::at(BASE_URL).await;
    let token = hs256(&context_claims(json!({})), SECRET_A);
    let verified = site
        .verifier
        .context(&with_header("GET", TARGET, &token))
        .await
        .unwrap();
    assert!(site.verifier.session_token(&verified).is_none());
    let minted = session(&site_with_sessions().await).await;
    assert_eq!(call(&site, &minted).await, UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_token_has_its_claims() {
    let site = site_with_sessions().await;
    let minted = session(&site).await;
    assert_eq!(
        read(&minted),
        json!({
            "iss": APP,
            "aud": ["a"],
            "sub": "557058:user",
            "qsh": "context-qsh",
            "iat": NOW,
            "exp": NOW + 900,
            "auth_time": NOW,
        })
    );
    let verified = site
        .verifier
        .context(&with_header("GET", TARGET, &minted))
        .await
        .unwrap();
    assert_eq!(verified.account_id.as_deref(), Some("557058:user"));
    assert_eq!(verified.tenant().client_key(), "a");
    assert!(matches!(
        verified.kind,
        ContextToken::Session {
            authenticated_at: NOW,
            ..
        }
    ));
    site.clock.advance(899);
    assert_eq!(call(&site, &minted).await, 200);
    site.clock.advance(1);
    assert_eq!(call(&site, &minted).await, UNAUTHORIZED);
}

#[tokio::test]
async fn a_page_that_the_host_opened_starts_a_session() {
    let site = site_with_sessions().await;
    let token = hs256(&claims("GET", "/panel", json!({ "sub": null })), SECRET_A);
    let request = with_header("GET", "/panel", &token);
    let verified = site.verifier.request(&request, None).await.unwrap();
    let minted = site.verifier.session_token(&verified).unwrap();
    assert_eq!(read(minted.as_str()).get("sub"), None);
    assert_eq!(call(&site, minted.as_str()).await, 200);
    assert_eq!(format!("{minted:?}"), "SessionToken(…)");
}

#[tokio::test]
async fn session_tokens_are_refused_elsewhere() {
    let site = site_with_sessions().await;
    let request = with_header("POST", TARGET, &session(&site).await);
    assert_eq!(
        status(&site.verifier.request(&request, None).await),
        UNAUTHORIZED
    );
    let tenant = "https://a.atlassian.net".parse().unwrap();
    assert_eq!(
        status(&site.verifier.lifecycle(&request, &tenant).await),
        UNAUTHORIZED
    );
}

#[tokio::test]
async fn session_tokens_of_another_tenant_are_refused() {
    let site = site_with_sessions().await;
    let minted = session(&site).await;
    let signature = URL_SAFE_NO_PAD
        .decode(minted.rsplit('.').next().unwrap())
        .unwrap();
    let mut claims = read(&minted);
    for aud in [
        json!(["b"]),
        json!("b"),
        json!(["a", "b"]),
        json!([]),
        Value::Null,
    ] {
        claims["aud"] = aud;
        let header = r#"{"typ":"JWT","alg":"HS256"}"#;
        let forged = token(header, &claims.to_string(), |_| signature.clone());
        assert_eq!(call(&site, &forged).await, UNAUTHORIZED, "{claims}");
    }
}

#[tokio::test]
async fn a_token_signed_with_the_secret_itself_is_not_a_session_token() {
    // The holder of the secret may be the host, but the host signs as itself.
    let site = site_with_sessions().await;
    let claims = read(&session(&site).await);
    assert_eq!(call(&site, &hs256(&claims, SECRET_A)).await, UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_ends_with_the_secret() {
    let site = site_with_sessions().await;
    let minted = session(&site).await;
    assert_eq!(call(&site, &minted).await, 200);
    site.install("a", "another secret").await;
    assert_eq!(call(&site, &minted).await, UNAUTHORIZED);
    site.install("a", SECRET_A).await;
    assert_eq!(call(&site, &minted).await, 200);
    let ended = site.tenants.uninstall("a", None).await.unwrap();
    assert!(ended.done().flatten().is_some());
    assert_eq!(call(&site, &minted).await, UNAUTHORIZED);
}

#[tokio::test]
async fn a_session_longer_than_the_rules_allow_is_refused() {
    let site = site_with_sessions().await;
    let key = session::key(&HmacKey::new(SECRET_A.as_bytes()), APP);
    let mut claims = read(&session(&site).await);
    for (exp, auth_time) in [
        (NOW + 901, json!(NOW)),
        (NOW + 900, json!(NOW - 3600)),
        (NOW + 900, Value::Null),
    ] {
        claims["exp"] = json!(exp);
        claims["auth_time"] = auth_time;
        let token = jwt::sign_hs256(&claims, &key).unwrap();
        assert_eq!(call(&site, &token).await, UNAUTHORIZED, "{claims}");
    }
}

#[tokio::test]
async fn renewal_ends_with_the_session() {
    let site = site_with_sessions().await;
    let mut minted = session(&site).await;
    let mut lives = 1;
    loop {
        site.clock.advance(600);
        let request = with_header("GET", TARGET, &minted);
        let Ok(verified) = site.verifier.context(&request).await else {
            break;
        };
        minted = site
            .verifier
            .session_token(&verified)
            .unwrap()
            .as_str()
            .to_owned();
        lives += 1;
        assert_eq!(read(&minted)["auth_time"], NOW);
    }
    // Made at 0, 600, … 3000; the last one ends with the session.
    assert_eq!(lives, 6);
    assert_eq!(read(&minted)["exp"], NOW + 3600);
}

//! Requests made by the host itself.

use std::sync::Arc;
use std::time::Duration;

use axum::response::IntoResponse;
use connect_testing::FakeStore;
use serde_json::{Value, json};

use super::site::{
    APP, BASE_URL, NOW, SECRET_A, SECRET_B, Site, UNAUTHORIZED, claims, get, hs256, refused,
    status, with_header, with_token,
};
use crate::auth::Verifier;
use crate::auth::rejection::Rejection;
use crate::tenants::Tenants;
use connect_testing::host_keys::{rs256, token};

const TARGET: &str = "/panel?issue.key=DEMO-1&lic=active&cp=";

async fn get_status(site: &Site, target: &str, token: &str) -> u16 {
    status(
        &site
            .verifier
            .request(&get(&with_token(target, token)), None)
            .await,
    )
}

/// The status of a request by A's host with some of its claims changed.
async fn changed(change: Value) -> u16 {
    let token = hs256(&claims("GET", TARGET, change), SECRET_A);
    get_status(&Site::at(BASE_URL).await, TARGET, &token).await
}

#[tokio::test]
async fn the_context_claim_is_kept() {
    let site = Site::at(BASE_URL).await;
    let context = json!({ "jira": { "issue": { "key": "DEMO-1" } } });
    let token = hs256(
        &claims("GET", "/p", json!({ "context": context, "sub": null })),
        SECRET_A,
    );
    let verified = site
        .verifier
        .request(&with_header("GET", "/p", &token), None)
        .await
        .unwrap();
    assert_eq!(verified.account_id, None);
    assert_eq!(verified.context.read::<Value>().unwrap(), Some(context));
    assert!(!format!("{verified:?}").contains("DEMO"));
}

#[tokio::test]
async fn the_secret_must_be_the_issuers() {
    let site = Site::at(BASE_URL).await;
    let of = |change, secret| hs256(&claims("GET", TARGET, change), secret);
    for (token, reason) in [
        (of(json!({}), "another secret"), "invalid token"),
        (of(json!({}), SECRET_B), "invalid token"),
        (of(json!({ "aud": ["b"] }), SECRET_B), "invalid token"),
        (
            of(json!({ "iss": "c" }), SECRET_A),
            "issuer is not an installed tenant",
        ),
        (
            of(json!({ "iss": "<script>" }), SECRET_A),
            "issuer is not an installed tenant",
        ),
        (
            of(json!({ "iss": APP }), SECRET_A),
            "issuer is not an installed tenant",
        ),
        (of(json!({ "iss": {} }), SECRET_A), "invalid token"),
        (of(json!({ "iss": null }), SECRET_A), "invalid token"),
    ] {
        let request = get(&with_token(TARGET, &token));
        let (status, found) = refused(site.verifier.request(&request, None).await);
        assert_eq!((status.as_u16(), found), (UNAUTHORIZED, reason));
    }
    assert_eq!(
        get_status(&site, TARGET, &of(json!({ "aud": ["a"] }), SECRET_A)).await,
        200
    );
}

#[tokio::test]
async fn other_algorithms_are_refused() {
    let site = Site::at(BASE_URL).await;
    let claims = claims("GET", TARGET, json!({})).to_string();
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"alg":"RS256","kid":"kid-1"}"#,
    ] {
        let token = token(header, &claims, rs256);
        assert_eq!(
            get_status(&site, TARGET, &token).await,
            UNAUTHORIZED,
            "{header}"
        );
    }
}

#[tokio::test]
async fn the_hash_must_be_that_of_this_request() {
    assert_eq!(changed(json!({ "qsh": null })).await, UNAUTHORIZED);
    assert_eq!(changed(json!({ "qsh": "context-qsh" })).await, UNAUTHORIZED);
    assert_eq!(changed(json!({ "qsh": "" })).await, UNAUTHORIZED);
    let site = Site::at(BASE_URL).await;
    let token = hs256(&claims("GET", TARGET, json!({})), SECRET_A);
    for target in [
        "/panel?issue.key=DEMO-1&lic=active&cp=&admin=1",
        "/panel?issue.key=DEMO-2&lic=active&cp=",
        "/panel?issue.key=DEMO-1&lic=active",
        "/other?issue.key=DEMO-1&lic=active&cp=",
        "/panel",
    ] {
        let request = get(&with_token(target, &token));
        let (status, reason) = refused(site.verifier.request(&request, None).await);
        assert_eq!(
            (status.as_u16(), reason),
            (UNAUTHORIZED, "qsh is not this request's")
        );
    }
    for method in ["POST", "HEAD"] {
        let request = with_header(method, TARGET, &token);
        let result = site.verifier.request(&request, None).await;
        assert_eq!(status(&result), UNAUTHORIZED, "case 229: {method}");
    }
}

#[tokio::test]
async fn times_are_checked() {
    for (change, expected) in [
        (json!({ "exp": NOW - 3600 }), UNAUTHORIZED),
        (json!({ "exp": NOW - 10 }), 200),
        (json!({ "exp": NOW - 30 }), UNAUTHORIZED),
        (json!({ "exp": null }), UNAUTHORIZED),
        (json!({ "exp": "1700000100" }), UNAUTHORIZED),
        (json!({ "nbf": NOW + 600 }), UNAUTHORIZED),
        (json!({ "nbf": NOW + 10 }), 200),
        (json!({ "iat": null }), UNAUTHORIZED),
    ] {
        assert_eq!(changed(change.clone()).await, expected, "{change}");
    }
}

#[tokio::test]
async fn the_leeway_is_never_more_than_thirty_seconds() {
    let site = Site::at(BASE_URL).await;
    let expired = |ago| {
        let token = hs256(&claims("GET", "/p", json!({ "exp": NOW - ago })), SECRET_A);
        with_header("GET", "/p", &token)
    };
    let hour = site.verifier.clone().leeway(Duration::from_secs(3600));
    assert!(hour.request(&expired(29), None).await.is_ok());
    assert!(hour.request(&expired(30), None).await.is_err());
    let none = site.verifier.leeway(Duration::ZERO);
    assert!(none.request(&expired(0), None).await.is_err());
}

#[tokio::test]
async fn an_accepted_token_still_expires() {
    let site = Site::at(BASE_URL).await;
    let token = hs256(&claims("GET", TARGET, json!({})), SECRET_A);
    for _ in 0..3 {
        assert_eq!(get_status(&site, TARGET, &token).await, 200);
    }
    site.clock.advance(180 + 29);
    assert_eq!(get_status(&site, TARGET, &token).await, 200);
    site.clock.advance(1);
    assert_eq!(get_status(&site, TARGET, &token).await, UNAUTHORIZED);
}

#[tokio::test]
async fn the_secret_ends_with_the_installation() {
    let site = Site::at(BASE_URL).await;
    let token = hs256(&claims("GET", TARGET, json!({})), SECRET_A);
    let ended = site.tenants.uninstall("a", None).await.unwrap();
    assert!(ended.done().flatten().is_some());
    assert_eq!(get_status(&site, TARGET, &token).await, UNAUTHORIZED);
    site.install("a", "another secret").await;
    assert_eq!(get_status(&site, TARGET, &token).await, UNAUTHORIZED);
    let token = hs256(&claims("GET", TARGET, json!({})), "another secret");
    assert_eq!(get_status(&site, TARGET, &token).await, 200);
}

#[tokio::test]
async fn the_answer_says_little() {
    let site = Site::at(BASE_URL).await;
    let token = hs256(
        &claims("GET", TARGET, json!({ "iss": "<b>x</b>" })),
        SECRET_A,
    );
    for target in [
        with_token(TARGET, &token),
        with_token(TARGET, "x.y"),
        TARGET.to_owned(),
    ] {
        let rejection = site
            .verifier
            .request(&get(&target), None)
            .await
            .unwrap_err();
        assert!(!format!("{rejection:?}").contains("<b>"));
        let response = rejection.into_response();
        assert_eq!(
            response.headers()["www-authenticate"],
            format!("JWT realm=\"{APP}\"")
        );
        assert_eq!(response.headers()["cache-control"], "no-store, no-cache");
        let body = axum::body::to_bytes(response.into_body(), 1024)
            .await
            .unwrap();
        assert_eq!(&body[..], b"unauthorized\n");
    }
}

fn unreadable() -> Tenants {
    let store = FakeStore::default();
    store.reads_fail(true);
    Tenants::new(APP, Arc::new(store))
}

#[tokio::test]
async fn an_unreadable_store_is_not_a_verdict() {
    let verifier = Verifier::new(unreadable(), &BASE_URL.parse().unwrap());
    let token = hs256(&claims("GET", TARGET, json!({})), SECRET_A);
    let request = get(&with_token(TARGET, &token));
    let response = verifier
        .request(&request, None)
        .await
        .unwrap_err()
        .into_response();
    assert_eq!(response.status(), 503);
    assert!(response.headers().contains_key("retry-after"));
    assert!(!response.headers().contains_key("www-authenticate"));
}

#[test]
fn verification_can_be_awaited_in_a_handler() {
    fn is_send(_: impl Future<Output = Result<(), Rejection>> + Send) {}

    async fn handler(verifier: &Verifier) -> Result<(), Rejection> {
        let parts = get("/");
        verifier.request(&parts, None).await?;
        verifier.context(&parts).await?;
        let tenant = "https://a.atlassian.net".parse().unwrap();
        verifier.lifecycle(&parts, &tenant).await.map(drop)
    }

    is_send(handler(&Verifier::new(
        unreadable(),
        &BASE_URL.parse().unwrap(),
    )));
}

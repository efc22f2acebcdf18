//! `installed` and `uninstalled`, signed with keys from a key host on loopback.

use axum::response::IntoResponse;
use http::request::Parts;
use http::{Request, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::site::{
    BASE_URL, NOW, SECRET_A, Site, UNAUTHORIZED, claims, hs256, merge, parts, refused, status,
    with_header,
};
use crate::auth::KeyHost;
use crate::auth::rejection::Rejection;
use connect_testing::host_keys::{KeyServer, lifecycle_token, public_pem, rs256, token};

const TARGET: &str = "/lifecycle/installed";

struct Published {
    site: Site,
    keys: KeyServer,
}

/// An app whose key host knows the key `kid-1`.
async fn published() -> Published {
    let pem = public_pem();
    let keys = KeyServer::start(move |uri| {
        let answer = match uri.path() {
            "/kid-1" => pem.clone().into_response(),
            "/broken" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            "/page" => "<!doctype html>".into_response(),
            _ => StatusCode::NOT_FOUND.into_response(),
        };
        async { answer }
    })
    .await;
    let mut site = Site::at(BASE_URL).await;
    let key_host = KeyHost::at(&keys.url, site.clock.clone());
    site.verifier = site.verifier.key_host(key_host);
    Published { site, keys }
}

impl Published {
    async fn status(&self, request: &Parts) -> u16 {
        status(&self.site.verifier.lifecycle(request, &tenant()).await)
    }

    async fn post(&self, token: &str) -> u16 {
        self.status(&with_header("POST", TARGET, token)).await
    }

    async fn changed(&self, change: Value) -> u16 {
        self.post(&lifecycle_token("kid-1", &install_claims(change)))
            .await
    }
}

fn tenant() -> Url {
    Url::parse("https://a.atlassian.net").unwrap()
}

fn install_claims(change: Value) -> Value {
    let mut claims = claims("POST", TARGET, json!({ "aud": [BASE_URL], "sub": null }));
    merge(&mut claims, change);
    claims
}

#[tokio::test]
async fn the_key_host_vouches_for_an_install() {
    let published = published().await;
    let token = lifecycle_token("kid-1", &install_claims(json!({})));
    let request = with_header("POST", TARGET, &token);
    let claims = published
        .site
        .verifier
        .lifecycle(&request, &tenant())
        .await
        .unwrap();
    assert_eq!(claims.client_key(), "a");
}

#[tokio::test]
async fn other_tokens_and_algorithms_are_refused() {
    let published = published().await;
    let claims = install_claims(json!({}));
    assert_eq!(
        published.status(&parts(Request::post(TARGET))).await,
        UNAUTHORIZED
    );
    assert_eq!(
        published.post(&hs256(&claims, SECRET_A)).await,
        UNAUTHORIZED
    );
    assert_eq!(
        published.post(&hs256(&claims, &public_pem())).await,
        UNAUTHORIZED,
        "case 10"
    );
    let header = |alg: &str| json!({ "alg": alg, "kid": "kid-1" }).to_string();
    for algorithm in ["none", "HS256", "RS512", "PS256", "rs256", "ES256"] {
        let token = token(&header(algorithm), &claims.to_string(), rs256);
        assert_eq!(published.post(&token).await, UNAUTHORIZED, "{algorithm}");
    }
    assert_eq!(published.keys.requests(), 0);
    let by_another = token(&header("RS256"), &claims.to_string(), |_| vec![7; 256]);
    assert_eq!(published.post(&by_another).await, UNAUTHORIZED, "case 9");
    let unsigned = token(&header("RS256"), &claims.to_string(), |_| Vec::new());
    assert_eq!(published.post(&unsigned).await, UNAUTHORIZED);
}

#[tokio::test]
async fn malformed_key_ids_are_refused() {
    let published = published().await;
    let claims = install_claims(json!({}));
    let long = "k".repeat(65);
    for key_id in [
        "../evil/kid-1",
        "kid-1?x=1",
        "kid-1#x",
        "",
        "kid-1/../kid-1",
        &long,
    ] {
        let token = lifecycle_token(key_id, &claims);
        assert_eq!(published.post(&token).await, UNAUTHORIZED, "{key_id}");
    }
    let missing = token(r#"{"alg":"RS256"}"#, &claims.to_string(), rs256);
    assert_eq!(published.post(&missing).await, UNAUTHORIZED);
    assert_eq!(published.keys.requests(), 0, "no request leaves");
    assert_eq!(
        published.post(&lifecycle_token("unknown", &claims)).await,
        UNAUTHORIZED
    );
    assert_eq!(
        published.post(&lifecycle_token("page", &claims)).await,
        UNAUTHORIZED,
        "case 202"
    );
}

#[tokio::test]
async fn a_key_host_that_fails_is_unavailable() {
    let published = published().await;
    let token = lifecycle_token("broken", &install_claims(json!({})));
    let request = with_header("POST", TARGET, &token);
    let rejection = published
        .site
        .verifier
        .lifecycle(&request, &tenant())
        .await
        .unwrap_err();
    assert!(matches!(rejection, Rejection::KeyHostUnavailable(_)));
    let response = rejection.into_response();
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers()["retry-after"], "5");
}

#[tokio::test]
async fn only_the_apps_base_url_is_an_audience() {
    let published = published().await;
    for (aud, expected) in [
        (Value::Null, UNAUTHORIZED),
        (json!([]), UNAUTHORIZED),
        (json!(["https://other.example.com"]), UNAUTHORIZED),
        (json!(["https://votes.example.com/other"]), UNAUTHORIZED),
        (json!(["https://votes.example.com//"]), UNAUTHORIZED),
        (
            json!(["https://votes.example.com.evil.example"]),
            UNAUTHORIZED,
        ),
        (json!([""]), UNAUTHORIZED),
        (json!("https://votes.example.com"), 200),
        (json!("https://votes.example.com/"), 200),
        (json!(["https://votes.example.com/"]), 200),
        (
            json!(["https://other.example.com", "https://votes.example.com"]),
            200,
        ),
    ] {
        assert_eq!(
            published.changed(json!({ "aud": aud })).await,
            expected,
            "{aud}"
        );
    }
}

#[tokio::test]
async fn an_app_that_moves_has_two_base_urls() {
    let mut published = published().await;
    let aud = json!({ "aud": "https://new.example.com/" });
    assert_eq!(published.changed(aud.clone()).await, UNAUTHORIZED);
    let new = Url::parse("https://new.example.com").unwrap();
    published.site.verifier = published.site.verifier.also_at(&new);
    assert_eq!(published.changed(aud).await, 200);
}

#[tokio::test]
async fn each_claim_is_checked() {
    let published = published().await;
    let uninstall = connect_auth::qsh::hash("POST", "/lifecycle/uninstalled", "").to_string();
    for change in [
        json!({ "iss": null }),
        json!({ "qsh": null }),
        json!({ "qsh": "context-qsh" }),
        json!({ "qsh": uninstall }),
        json!({ "exp": NOW - 3600 }),
        json!({ "exp": null }),
        json!({ "iat": null }),
    ] {
        assert_eq!(
            published.changed(change.clone()).await,
            UNAUTHORIZED,
            "{change}"
        );
    }
}

#[tokio::test]
async fn no_key_host_vouches_for_a_foreign_host() {
    let site = Site::at(BASE_URL).await;
    let token = lifecycle_token("kid-1", &install_claims(json!({})));
    let request = with_header("POST", TARGET, &token);
    for host in [
        "https://evil.example",
        "https://a.atlassian.net.evil.example",
        "http://127.0.0.1:1",
    ] {
        let result = site
            .verifier
            .lifecycle(&request, &Url::parse(host).unwrap())
            .await;
        let (status, reason) = refused(result);
        assert_eq!(
            (status.as_u16(), reason),
            (403, "host outside the allow list"),
            "{host}"
        );
    }
}

#[tokio::test]
async fn case_253_a_lifecycle_token_is_good_for_an_hour_at_most() {
    let published = published().await;
    let times = |issued: i64, expires: i64| json!({ "iat": NOW + issued, "exp": NOW + expires });
    assert_eq!(published.changed(times(-3500, 100)).await, 200);
    assert_eq!(published.changed(times(-3501, 100)).await, UNAUTHORIZED);
    let years = times(0, 10 * 365 * 86_400);
    assert_eq!(published.changed(years).await, UNAUTHORIZED);
    // Ahead by no more than the allowed clock skew.
    assert_eq!(published.changed(times(30, 100)).await, 200);
    assert_eq!(published.changed(times(31, 100)).await, UNAUTHORIZED);
    let overflow = json!({ "iat": i64::MIN, "exp": i64::MAX });
    assert_eq!(published.changed(overflow).await, UNAUTHORIZED);
}

#[tokio::test]
async fn faults_of_the_token_itself_need_no_key() {
    let published = published().await;
    let form = |claims: &Value, key_id: &str| {
        let request = with_header("POST", TARGET, &lifecycle_token(key_id, claims));
        status(&published.site.verifier.lifecycle_form(&request))
    };
    assert_eq!(form(&install_claims(json!({})), "unknown"), 200);
    assert_eq!(form(&install_claims(json!({})), "../x"), UNAUTHORIZED);
    let other = parts(Request::post(TARGET));
    assert_eq!(
        status(&published.site.verifier.lifecycle_form(&other)),
        UNAUTHORIZED
    );
    assert_eq!(
        published.changed(json!({ "aud": ["x"] })).await,
        UNAUTHORIZED
    );
    assert_eq!(published.keys.requests(), 0);
}

//! Invocation tokens, accepted and rejected; the key set, fetched as rarely as possible.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::routing::get;
use http::StatusCode;
use parking_lot::Mutex;
use serde_json::{Value, json};
use url::Url;

use super::*;
use crate::clock::Clock;
use crate::jwt::TokenError;
use connect_testing::host_keys::{public_components, rs256, token};

const APP: &str = "ari:cloud:ecosystem::app/7d5d6a8c-5b7e-4f59-9c5e-2f6c1c0a9b11";
const NOW: i64 = 1_790_000_000;
const KID: &str = "forge/invocation-token/1";

/// A key set on loopback: what it serves can be changed, and it counts requests.
struct KeySetServer {
    url: Url,
    served: Arc<Mutex<(StatusCode, String)>>,
    requests: Arc<AtomicUsize>,
}

impl KeySetServer {
    async fn start() -> Self {
        let served = Arc::new(Mutex::new((StatusCode::OK, key_set(KID))));
        let requests = Arc::new(AtomicUsize::new(0));
        let (answer, count) = (Arc::clone(&served), Arc::clone(&requests));
        let serve = get(async move || {
            count.fetch_add(1, Ordering::SeqCst);
            answer.lock().clone()
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
        let router = Router::new().route("/jwks.json", serve);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self {
            url: url.parse().unwrap(),
            served,
            requests,
        }
    }

    fn serve(&self, status: StatusCode, body: impl Into<String>) {
        *self.served.lock() = (status, body.into());
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

fn key_set(key_id: &str) -> String {
    let (modulus, exponent) = public_components();
    let key = json!({
        "kty": "RSA", "kid": key_id, "use": "sig", "alg": "RS256", "n": modulus, "e": exponent,
    });
    json!({ "keys": [key] }).to_string()
}

fn claims() -> Value {
    json!({
        "iss": "forge/invocation-token",
        "aud": APP,
        "iat": NOW,
        "nbf": NOW,
        "exp": NOW + 25,
        "jti": "1",
        "app": {
            "id": APP,
            "version": "4.1.0",
            "installationId": "ari:cloud:ecosystem::installation/1",
            "apiBaseUrl": "https://api.atlassian.com/ex/jira/c1",
            "environment": { "type": "PRODUCTION", "id": "e1" },
            "module": { "type": "jira:issuePanel", "key": "votes" },
            "license": { "active": true, "isEvaluation": true, "trialEndDate": "2027-01-01" },
        },
        "context": {
            "cloudId": "c1", "moduleKey": "votes", "siteUrl": "https://acme.atlassian.net",
            "extension": { "issue": { "key": "DEMO-1" } },
        },
        "principal": "557058:ann",
    })
}

fn signed_with(header: &Value, claims: &Value) -> String {
    token(&header.to_string(), &claims.to_string(), rs256)
}

fn signed(claims: &Value) -> String {
    signed_with(&json!({ "typ": "JWT", "alg": "RS256", "kid": KID }), claims)
}

fn verifier(server: &KeySetServer, clock: &Clock) -> InvocationVerifier {
    let keys = InvocationKeys::at(&server.url, clock.clone());
    InvocationVerifier::new(keys, APP, clock.clone())
}

#[tokio::test]
async fn a_genuine_token_identifies_the_caller() {
    let server = KeySetServer::start().await;
    let clock = Clock::stopped_at(NOW);
    let verified = verifier(&server, &clock)
        .verify(&signed(&claims()))
        .await
        .unwrap();
    assert_eq!(
        verified.installation_id,
        "ari:cloud:ecosystem::installation/1"
    );
    assert_eq!(verified.cloud_id(), Some("c1"));
    assert_eq!(verified.module_key(), Some("votes"));
    assert_eq!(verified.principal.as_deref(), Some("557058:ann"));
    assert_eq!(verified.environment.kind, EnvironmentType::Production);
    assert_eq!(verified.version.as_deref(), Some("4.1.0"));
    let license = verified.license.clone().unwrap();
    assert!(license.active && license.is_evaluation);
    // Neither the user nor the context is printed.
    let printed = format!("{verified:?}");
    assert!(
        !printed.contains("ann") && !printed.contains("DEMO-1"),
        "{printed}"
    );
}

#[tokio::test]
async fn an_event_names_no_user_and_no_place() {
    let server = KeySetServer::start().await;
    let mut claims = claims();
    for name in ["context", "principal"] {
        claims.as_object_mut().unwrap().remove(name);
    }
    claims["app"].as_object_mut().unwrap().remove("license");
    claims["app"]["environment"]["type"] = "SOMETHING_NEW".into();
    let clock = Clock::stopped_at(NOW);
    let verified = verifier(&server, &clock)
        .verify(&signed(&claims))
        .await
        .unwrap();
    assert_eq!(
        (verified.principal.as_deref(), verified.module_key()),
        (None, None)
    );
    assert_eq!(verified.cloud_id(), Some("c1"), "of the address of the API");
    assert_eq!(verified.environment.kind, EnvironmentType::Unknown);
    assert_eq!(verified.license, None);
}

type Change = (&'static str, fn(&mut Value), Refusal);

/// Each claim that decides something, changed on its own.
const CHANGES: [Change; 16] = [
    (
        "issuer",
        |it| it["iss"] = "forge/other".into(),
        Refusal::Token(TokenError::Wrong("iss")),
    ),
    (
        "audience of another app",
        |it| it["aud"] = "ari:cloud:ecosystem::app/other".into(),
        Refusal::Token(TokenError::Wrong("aud")),
    ),
    (
        "two audiences",
        |it| it["aud"] = json!([APP, "ari:cloud:ecosystem::app/other"]),
        Refusal::Token(TokenError::Wrong("aud")),
    ),
    (
        "no audience",
        |it| {
            it.as_object_mut().unwrap().remove("aud");
        },
        Refusal::Token(TokenError::Wrong("aud")),
    ),
    (
        "another app inside",
        |it| it["app"]["id"] = "ari:cloud:ecosystem::app/other".into(),
        Refusal::Token(TokenError::Wrong("app")),
    ),
    (
        "no app",
        |it| {
            it.as_object_mut().unwrap().remove("app");
        },
        Refusal::Token(TokenError::Payload),
    ),
    (
        "no installation",
        |it| it["app"]["installationId"] = "".into(),
        Refusal::Token(TokenError::Missing("app.installationId")),
    ),
    (
        "no end",
        |it| {
            it.as_object_mut().unwrap().remove("exp");
        },
        Refusal::Token(TokenError::Missing("exp")),
    ),
    (
        "expired",
        |it| {
            it["iat"] = (NOW - 60).into();
            it["nbf"] = (NOW - 60).into();
            it["exp"] = (NOW - 10).into();
        },
        Refusal::Token(TokenError::Expired),
    ),
    (
        "of the future",
        |it| {
            it["iat"] = (NOW + 60).into();
            it["nbf"] = (NOW + 60).into();
            it["exp"] = (NOW + 85).into();
        },
        Refusal::Token(TokenError::NotYetValid),
    ),
    (
        "good for years",
        |it| it["exp"] = (NOW + 10_000_000).into(),
        Refusal::Token(TokenError::Wrong("exp")),
    ),
    (
        "API elsewhere",
        |it| it["app"]["apiBaseUrl"] = "https://evil.example/ex/jira/c1".into(),
        Refusal::ApiBaseUrl,
    ),
    (
        "API below another name",
        |it| it["app"]["apiBaseUrl"] = "https://api.atlassian.com.evil.example/".into(),
        Refusal::ApiBaseUrl,
    ),
    (
        "API without TLS",
        |it| it["app"]["apiBaseUrl"] = "http://api.atlassian.com/ex/jira/c1".into(),
        Refusal::ApiBaseUrl,
    ),
    (
        "API with a user",
        |it| it["app"]["apiBaseUrl"] = "https://a@api.atlassian.com/ex/jira/c1".into(),
        Refusal::ApiBaseUrl,
    ),
    (
        "isolated cloud",
        |it| it["icLabel"] = "ic1".into(),
        Refusal::Isolated,
    ),
];

#[tokio::test]
async fn case_238_an_invocation_token_is_accepted_in_every_part_or_not_at_all() {
    let server = KeySetServer::start().await;
    let clock = Clock::stopped_at(NOW);
    let verifier = verifier(&server, &clock);
    for (name, change, refusal) in CHANGES {
        let mut claims = claims();
        change(&mut claims);
        let refused = verifier.verify(&signed(&claims)).await.unwrap_err();
        assert_eq!(refused, refusal, "{name}");
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{name}");
    }
    for header in [
        json!({ "alg": "none", "kid": KID }),
        json!({ "alg": "HS256", "kid": KID }),
        json!({ "alg": "RS512", "kid": KID }),
        json!({ "alg": "PS256", "kid": KID }),
    ] {
        let refused = verifier
            .verify(&signed_with(&header, &claims()))
            .await
            .unwrap_err();
        assert_eq!(refused, Refusal::Token(TokenError::Algorithm), "{header}");
    }
    let without_key = json!({ "alg": "RS256" });
    let refused = verifier
        .verify(&signed_with(&without_key, &claims()))
        .await
        .unwrap_err();
    assert_eq!(refused, Refusal::Token(TokenError::Missing("kid")));
    let good = signed(&claims());
    let (text, signature) = good.rsplit_once('.').unwrap();
    let other = signed(&json!({ "iss": "forge/invocation-token" }));
    let (_, stolen) = other.rsplit_once('.').unwrap();
    for broken in [
        format!("{text}."),
        format!("{text}.{stolen}"),
        good.replacen('.', "..", 1),
        format!("{signature}.{signature}.{signature}"),
        "x".repeat(40_000),
        String::new(),
    ] {
        let refused = verifier.verify(&broken).await.unwrap_err();
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{broken:.40}");
    }
    assert!(verifier.verify(&good).await.is_ok());
    // A token that is refused for its claims causes no fetch.
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn an_isolated_cloud_is_accepted_where_the_app_serves_it() {
    let server = KeySetServer::start().await;
    let clock = Clock::stopped_at(NOW);
    for place in ["/icLabel", "/app/icLabel", "/context/icLabel"] {
        let mut claims = claims();
        let (holder, name) = place.rsplit_once('/').unwrap();
        claims.pointer_mut(holder).unwrap()[name] = "ic1".into();
        let token = signed(&claims);
        let closed = verifier(&server, &clock);
        assert_eq!(
            closed.verify(&token).await.unwrap_err(),
            Refusal::Isolated,
            "{place}"
        );
        let open = closed.isolated_clouds();
        assert!(open.verify(&token).await.is_ok(), "{place}");
    }
}

#[tokio::test]
async fn clocks_may_differ_by_a_little() {
    let server = KeySetServer::start().await;
    let token = signed(&claims());
    for (now, good) in [
        (NOW - LEEWAY, true),
        (NOW - LEEWAY - 1, false),
        (NOW + 24 + LEEWAY, true),
        (NOW + 25 + LEEWAY, false),
    ] {
        let clock = Clock::stopped_at(now);
        assert_eq!(
            verifier(&server, &clock).verify(&token).await.is_ok(),
            good,
            "{}",
            now - NOW
        );
    }
}

#[tokio::test]
async fn unknown_keys_do_not_cause_repeated_fetches() {
    let server = KeySetServer::start().await;
    let clock = Clock::stopped_at(NOW);
    let keys = InvocationKeys::at(&server.url, clock.clone());
    assert!(keys.key(KID).await.is_ok());
    for number in 0..50 {
        let unknown = keys.key(&format!("unknown-{number}")).await;
        assert_eq!(unknown.unwrap_err(), KeySetError::NotFound);
    }
    assert_eq!(server.requests(), 1);
    // A key that was added since is found ten seconds later.
    server.serve(StatusCode::OK, key_set("forge/invocation-token/2"));
    clock.advance(10);
    assert!(keys.key("forge/invocation-token/2").await.is_ok());
    assert_eq!(server.requests(), 2);
    // A key that was taken out of the set no longer counts.
    assert_eq!(keys.key(KID).await.unwrap_err(), KeySetError::NotFound);
}

#[tokio::test]
async fn an_unavailable_set_is_used_as_it_was() {
    let server = KeySetServer::start().await;
    let clock = Clock::stopped_at(NOW);
    let keys = InvocationKeys::at(&server.url, clock.clone());
    assert!(keys.key(KID).await.is_ok());
    for broken in ["", "<html>", r#"{"keys":[]}"#] {
        server.serve(StatusCode::OK, broken);
        clock.advance(2 * 60 * 60);
        assert!(keys.key(KID).await.is_ok(), "{broken:?}");
        assert!(keys.key("unknown").await.is_err(), "{broken:?}");
    }
    server.serve(StatusCode::BAD_GATEWAY, "");
    clock.advance(7 * 24 * 60 * 60);
    let gone = keys.key(KID).await.unwrap_err();
    assert_eq!(gone, KeySetError::Unavailable);
    assert_eq!(Refusal::Key(gone).status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn concurrent_callers_ask_once() {
    let server = KeySetServer::start().await;
    let keys = InvocationKeys::at(&server.url, Clock::stopped_at(NOW));
    let asked = (0..20).map(|_| {
        let keys = keys.clone();
        tokio::spawn(async move { keys.key(KID).await.is_ok() })
    });
    for one in asked.collect::<Vec<_>>() {
        assert!(one.await.unwrap());
    }
    assert_eq!(server.requests(), 1);
}

//! Which calls the Forge routes accept, and which they reject.

use axum::response::IntoResponse;
use connect_testing::fake_store::FakeStore;
use connect_testing::host_keys::{KeyServer, rs256, token};
use http::StatusCode;
use serde_json::{Value, json};

use super::super::fixture::{Host, client, now};
use super::host::{APP, Forge, forge_app};
use crate::config::ForgeApp;

/// What is wrong with a token, and the change that makes it so.
type Change = (&'static str, fn(&mut Value));

/// Every Forge route.
const ROUTES: [&str; 7] = [
    "/forge/ui",
    "/forge/events",
    "/forge/gone",
    "/forge/scheduled/sweep",
    "/forge/post-function/runs",
    "/forge/jql/voted",
    "/forge/static/count",
];

#[tokio::test]
async fn a_wrong_token_opens_no_route() {
    let forge = Forge::start().await;
    let changes: [Change; 5] = [
        ("issuer", |it| it["iss"] = "forge/other".into()),
        ("audience", |it| {
            it["aud"] = "ari:cloud:ecosystem::app/other".into()
        }),
        ("expired", |it| {
            it["iat"] = (now() - 100).into();
            it["nbf"] = (now() - 100).into();
            it["exp"] = (now() - 75).into();
        }),
        ("isolated", |it| it["icLabel"] = "ic1".into()),
        ("elsewhere", |it| {
            it["app"]["apiBaseUrl"] = "https://evil.example/ex/jira/c1".into();
        }),
    ];
    for path in ROUTES {
        for (name, change) in changes {
            let mut claims = Forge::claims("votes");
            change(&mut claims);
            let response = forge.call(path, &claims, &json!({})).await;
            assert_eq!(response.status(), 401, "{name} at {path}");
            let challenge = response.headers()["www-authenticate"].clone();
            assert_eq!(challenge, "Bearer realm=\"com.example.votes\"");
            let body: Value = response.json().await.unwrap();
            assert_eq!(body, json!({ "error": "unauthorized" }), "{name} at {path}");
        }
        // No token, one of another scheme, two, another key.
        let url = forge.app.base_url().join(path).unwrap();
        let good = Forge::signed(&Forge::claims("votes"));
        let bare = || forge.client.post(url.clone()).json(&json!({}));
        let header = json!({ "alg": "RS256", "kid": "another" });
        let claims = Forge::claims("votes").to_string();
        for sent in [
            bare(),
            bare().header("authorization", format!("JWT {good}")),
            bare().header("authorization", good.as_str()),
            bare().bearer_auth(&good).bearer_auth(&good),
            bare().bearer_auth(format!("{good}x")),
            bare().bearer_auth(token(&header.to_string(), &claims, rs256)),
            bare().query(&[("jwt", good.as_str())]),
        ] {
            assert_eq!(sent.send().await.unwrap().status(), 401, "{path}");
        }
    }
    assert!(forge.seen.all().is_empty());
}

/// Each platform's tokens are rejected by the other's routes.
#[tokio::test]
async fn case_239_tokens_of_the_other_platform_are_refused() {
    let forge = Forge::start().await;
    // Forge tokens at Connect routes, in each place where a token can be.
    let good = Forge::signed(&Forge::claims("votes"));
    for (method, path) in [
        ("GET", "/votes?issue.key=DEMO-1"),
        ("POST", "/api/vote/7"),
        ("POST", "/webhooks/issues"),
        ("POST", "/close"),
        ("POST", "/lifecycle/installed"),
        ("POST", "/lifecycle/uninstalled"),
        ("POST", "/lifecycle/enabled"),
    ] {
        let url = forge.app.base_url().join(path).unwrap();
        let asked = || {
            let request = forge.client.request(method.parse().unwrap(), url.clone());
            request.json(&Host::payload("one", "installed"))
        };
        for sent in [
            asked().bearer_auth(&good),
            asked().header("authorization", format!("JWT {good}")),
            asked().query(&[("jwt", good.as_str())]),
        ] {
            assert_eq!(sent.send().await.unwrap().status(), 401, "{path}");
        }
    }
    // Connect tokens at Forge routes: of an installed tenant, and of its lifecycle callbacks.
    let host = Host::of(forge_app, |app| {
        let of_forge = ForgeApp::new(APP).unwrap().key_set(forge.keys.url.clone());
        app.config(|config| config.forge(of_forge))
    })
    .await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let welcomed = host.seen.all();
    for path in ROUTES {
        for token in [
            Host::request_token("POST", path),
            Host::context_token(),
            host.lifecycle_token("one", path),
        ] {
            let asked = || host.client.post(host.url(path)).json(&json!({}));
            for sent in [
                asked().bearer_auth(&token),
                asked().header("authorization", format!("JWT {token}")),
                asked().query(&[("jwt", token.as_str())]),
            ] {
                assert_eq!(sent.send().await.unwrap().status(), 401, "{path}");
            }
        }
    }
    host.app.jobs_done().await.unwrap();
    assert_eq!(host.seen.all(), welcomed);
}

#[tokio::test]
async fn case_281_nothing_is_served_to_forge_that_is_not_configured() {
    let host = Host::start(|app| app).await;
    let good = Forge::signed(&Forge::claims("votes"));
    for path in ROUTES {
        let sent = host.client.post(host.url(path)).bearer_auth(&good);
        let sent = sent.json(&json!({})).send().await.unwrap();
        assert_eq!(sent.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn case_286_an_outage_is_not_the_callers_fault() {
    let down = KeyServer::start(async |_| StatusCode::BAD_GATEWAY.into_response()).await;
    let of_forge = ForgeApp::new(APP).unwrap().key_set(down.url.clone());
    let app = forge_app()
        .with_state(super::super::fixture::Seen::default())
        .config(|config| config.forge(of_forge));
    let app = app.spawn().await.unwrap();
    for path in ROUTES {
        let url = app.base_url().join(path).unwrap();
        let sent = client()
            .post(url)
            .bearer_auth(Forge::signed(&Forge::claims("votes")));
        let response = sent.json(&json!({})).send().await.unwrap();
        assert_eq!(response.status(), 503, "{path}");
        assert_eq!(response.headers()["retry-after"], "5");
    }
    // Once, regardless of how many calls need the keys.
    assert_eq!(down.requests(), 1);

    let store = FakeStore::default();
    let forge = Forge::of(forge_app().store(store.clone()), |config| config).await;
    store.reads_fail(true);
    store.writes_fail(true);
    for path in ROUTES {
        let response = forge.call(path, &Forge::claims("votes"), &json!({})).await;
        assert_eq!(response.status(), 503, "{path}");
        assert_eq!(response.headers()["retry-after"], "5");
    }
}

#[tokio::test]
async fn a_token_does_not_decide_its_own_audience() {
    let forge = Forge::start().await;
    let other = "ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000";
    let mut claims = Forge::claims("votes");
    claims["aud"] = other.into();
    claims["app"]["id"] = other.into();
    let response = forge.call("/forge/ui", &claims, &json!({})).await;
    assert_eq!(response.status(), 401);
    // No key is requested for a token that is rejected anyway.
    assert_eq!(forge.keys.requests(), 0);
}

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::time::{Duration, Instant};

use axum::response::{IntoResponse, Redirect};
use futures_util::FutureExt;
use futures_util::future::join_all;
use http::StatusCode;
use url::Url;

use super::known::{MAX_GOOD, MAX_MISSING};
use super::{KeyError, KeyHost};
use crate::clock::Clock;
use crate::environment::Environments;
use crate::jwt::InvalidPublicKey;
use connect_testing::host_keys::{KeyServer, public_pem};

fn tenant() -> Url {
    Url::parse("https://a.atlassian.net").unwrap()
}

fn clock() -> Clock {
    Clock::stopped_at(1_700_000_000)
}

async fn serving_the_key() -> KeyServer {
    let pem = public_pem();
    KeyServer::start(move |uri| {
        let known = uri.path() == "/kid-1" || uri.path() == "/kid-2";
        let answer = if known {
            pem.clone().into_response()
        } else {
            StatusCode::NOT_FOUND.into_response()
        };
        async { answer }
    })
    .await
}

async fn error_of(answer: impl IntoResponse + Clone + Send + Sync + 'static) -> KeyError {
    let server = KeyServer::start(move |_| {
        let answer = answer.clone().into_response();
        async { answer }
    })
    .await;
    let key_host = KeyHost::at(&server.url, clock());
    key_host.key(&tenant(), "kid-1").await.unwrap_err()
}

#[tokio::test]
async fn a_failing_key_host_is_unavailable() {
    let failing = StatusCode::INTERNAL_SERVER_ERROR;
    assert_eq!(error_of(failing).await, KeyError::Unavailable);
    assert_eq!(
        error_of(StatusCode::TOO_MANY_REQUESTS).await,
        KeyError::Unavailable
    );
    let megabyte = "x".repeat(1024 * 1024);
    assert_eq!(error_of(megabyte).await, KeyError::Unavailable);
    let padded = format!("{}{}", public_pem(), " ".repeat(16 * 1024));
    assert_eq!(error_of(padded).await, KeyError::Unavailable);
}

#[tokio::test]
async fn how_long_a_key_host_has_been_failing_is_known() {
    let fails = Arc::new(AtomicBool::new(true));
    let failing = Arc::clone(&fails);
    let server = KeyServer::start(move |_| {
        let answer = if failing.load(Ordering::SeqCst) {
            StatusCode::BAD_GATEWAY.into_response()
        } else {
            public_pem().into_response()
        };
        async { answer }
    })
    .await;
    let clock = clock();
    let key_host = KeyHost::at(&server.url, clock.clone());
    assert_eq!(key_host.failing_for(), None);
    key_host.key(&tenant(), "kid-1").await.unwrap_err();
    clock.advance(60);
    assert_eq!(key_host.failing_for(), Some(Duration::from_secs(60)));
    fails.store(false, Ordering::SeqCst);
    key_host.key(&tenant(), "kid-1").await.unwrap();
    assert_eq!(key_host.failing_for(), None);
}

#[tokio::test]
async fn a_silent_or_missing_key_host_is_unavailable() {
    let server = KeyServer::start(|_| std::future::pending()).await;
    let key_host = KeyHost::at(&server.url, clock()).timeout(Duration::from_millis(50));
    let error = key_host.key(&tenant(), "kid-1").await.unwrap_err();
    assert_eq!(error, KeyError::Unavailable);

    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", nobody.local_addr().unwrap());
    drop(nobody);
    let key_host = KeyHost::at(&Url::parse(&url).unwrap(), clock());
    let error = key_host.key(&tenant(), "kid-1").await.unwrap_err();
    assert_eq!(error, KeyError::Unavailable);
}

#[tokio::test]
async fn an_outage_is_not_remembered() {
    let healthy = Arc::new(AtomicBool::new(false));
    let (state, pem) = (Arc::clone(&healthy), public_pem());
    let server = KeyServer::start(move |_| {
        let answer = if state.load(Ordering::SeqCst) {
            pem.clone().into_response()
        } else {
            StatusCode::BAD_GATEWAY.into_response()
        };
        async { answer }
    })
    .await;
    let key_host = KeyHost::at(&server.url, clock());
    assert!(key_host.key(&tenant(), "kid-1").await.is_err());
    healthy.store(true, Ordering::SeqCst);
    assert!(key_host.key(&tenant(), "kid-1").await.is_ok());
}

#[tokio::test]
async fn what_is_not_a_key_is_refused() {
    let page = "<!doctype html><title>Welcome</title>";
    assert_eq!(
        error_of(page).await,
        KeyError::Unusable(InvalidPublicKey::Pem)
    );
    assert_eq!(
        error_of(vec![0xFF, 0xFE]).await,
        KeyError::Unusable(InvalidPublicKey::Pem)
    );
    assert_eq!(error_of(StatusCode::FORBIDDEN).await, KeyError::NotFound);
}

/// A key host that serves the key, or is down or has withdrawn it, as the test decides.
async fn in_state(state: &Arc<AtomicU16>) -> KeyServer {
    let (state, pem) = (Arc::clone(state), public_pem());
    KeyServer::start(move |_| {
        let answer = match state.load(Ordering::SeqCst) {
            200 => pem.clone().into_response(),
            status => StatusCode::from_u16(status).unwrap().into_response(),
        };
        async { answer }
    })
    .await
}

/// Waits for a background request.
async fn until_requested(server: &KeyServer, times: usize) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while server.requests() < times {
        assert!(Instant::now() < deadline, "no request has arrived");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_found_key_is_asked_for_again_in_the_background() {
    let state = Arc::new(AtomicU16::new(200));
    let server = in_state(&state).await;
    let clock = clock();
    let key_host = KeyHost::at(&server.url, clock.clone());
    for _ in 0..3 {
        assert!(key_host.key(&tenant(), "kid-1").await.is_ok());
    }
    clock.advance(3599);
    assert!(key_host.clone().key(&tenant(), "kid-1").await.is_ok());
    assert_eq!(server.requests(), 1);
    clock.advance(1);
    // Nobody waits for the second request: the first poll has the key.
    let tenant = tenant();
    let key = key_host.key(&tenant, "kid-1").now_or_never();
    assert!(key.is_some_and(|key| key.is_ok()));
    until_requested(&server, 2).await;
}

#[tokio::test]
async fn a_good_key_outlives_an_outage_of_the_key_host() {
    let state = Arc::new(AtomicU16::new(200));
    let server = in_state(&state).await;
    let clock = clock();
    let key_host = KeyHost::at(&server.url, clock.clone());
    assert!(key_host.key(&tenant(), "kid-1").await.is_ok());
    state.store(503, Ordering::SeqCst);
    // Within a day, the request is not even waited for.
    clock.advance(23 * 3600);
    let tenant = tenant();
    let key = key_host.key(&tenant, "kid-1").now_or_never();
    assert!(key.is_some_and(|key| key.is_ok()));
    until_requested(&server, 2).await;
    // After that, the key host is asked first, once a minute.
    clock.advance(2 * 3600);
    for _ in 0..10 {
        assert!(key_host.key(&tenant, "kid-1").await.is_ok());
    }
    assert_eq!(server.requests(), 3);
    // But not forever.
    clock.advance(7 * 24 * 3600);
    let error = key_host.key(&tenant, "kid-1").await.unwrap_err();
    assert_eq!(error, KeyError::Unavailable);
}

#[tokio::test]
async fn a_key_that_the_host_withdraws_ends() {
    let state = Arc::new(AtomicU16::new(200));
    let server = in_state(&state).await;
    let clock = clock();
    let key_host = KeyHost::at(&server.url, clock.clone());
    assert!(key_host.key(&tenant(), "kid-1").await.is_ok());
    state.store(404, Ordering::SeqCst);
    clock.advance(3600);
    assert!(key_host.key(&tenant(), "kid-1").await.is_ok());
    until_requested(&server, 2).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while key_host.key(&tenant(), "kid-1").await.is_ok() {
        assert!(Instant::now() < deadline, "the key is still good");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let error = key_host.key(&tenant(), "kid-1").await.unwrap_err();
    assert_eq!(error, KeyError::NotFound);
}

#[tokio::test]
async fn invented_key_ids_have_a_budget_of_their_own() {
    let server = serving_the_key().await;
    let clock = clock();
    let key_host = KeyHost::at(&server.url, clock.clone());
    let tenant = tenant();
    assert!(key_host.key(&tenant, "kid-1").await.is_ok());
    let mut invented = 0;
    for second in 0..60 * 60 + 60 {
        clock.advance(1);
        // Uses up the limit in each second.
        for _ in 0..if second % 600 == 0 { 25 } else { 0 } {
            invented += 1;
            let id = format!("invented-{invented}");
            assert!(key_host.key(&tenant, &id).await.is_err());
        }
        // Even when the key must be refetched.
        let key = key_host.key(&tenant, "kid-1").now_or_never();
        assert!(key.is_some_and(|key| key.is_ok()), "second {second}");
    }
    let busy = key_host.key(&tenant, "one-more").await;
    assert_eq!(busy.unwrap_err(), KeyError::NotFound);
    let mut errors = Vec::new();
    for number in 0..25 {
        let id = format!("last-{number}");
        errors.push(key_host.key(&tenant, &id).await.unwrap_err());
    }
    assert_eq!(errors.last(), Some(&KeyError::Busy));
    clock.advance(2 * 3600);
    for number in 0..25 {
        let _ = key_host.key(&tenant, &format!("then-{number}")).await;
    }
    let before = server.requests();
    assert!(key_host.key(&tenant, "kid-1").await.is_ok());
    until_requested(&server, before + 1).await;
}

#[tokio::test]
async fn a_key_of_one_environment_is_not_one_of_another() {
    let with_key = serving_the_key().await;
    let without = KeyServer::start(|_| async { StatusCode::NOT_FOUND.into_response() }).await;
    let environments = Environments::none()
        .with_servers("one.example", &with_key.url, None)
        .with_servers("two.example", &without.url, None);
    let key_host = KeyHost::of(environments, clock());
    let site = |url: &str| Url::parse(url).unwrap();
    let (one, two) = (site("https://a.one.example"), site("https://a.two.example"));
    assert!(key_host.key(&one, "kid-1").await.is_ok());
    let error = key_host.key(&two, "kid-1").await.unwrap_err();
    assert_eq!(error, KeyError::NotFound);
    assert!(key_host.key(&one, "kid-1").await.is_ok());
    assert_eq!((with_key.requests(), without.requests()), (1, 1));
}

#[tokio::test]
async fn a_missing_key_is_remembered_for_seconds() {
    let server = serving_the_key().await;
    let clock = clock();
    let key_host = KeyHost::at(&server.url, clock.clone());
    for _ in 0..3 {
        let error = key_host.key(&tenant(), "unknown").await.unwrap_err();
        assert_eq!(error, KeyError::NotFound);
    }
    assert_eq!(server.requests(), 1);
    clock.advance(10);
    assert!(key_host.key(&tenant(), "unknown").await.is_err());
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn one_request_per_key_id_is_under_way() {
    let server = serving_the_key().await;
    let key_host = KeyHost::at(&server.url, clock());
    let tenant = tenant();
    let calls = (0..100).map(|n| key_host.key(&tenant, if n % 2 == 0 { "kid-1" } else { "kid-2" }));
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn those_who_waited_share_an_outage() {
    let server = KeyServer::start(|_| async { StatusCode::BAD_GATEWAY.into_response() }).await;
    let key_host = KeyHost::at(&server.url, clock());
    let tenant = tenant();
    let calls = (0..100).map(|_| key_host.key(&tenant, "kid-1"));
    assert!(join_all(calls).await.iter().all(Result::is_err));
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_thousand_random_key_ids_are_bounded() {
    let server = serving_the_key().await;
    let clock = clock();
    let key_host = KeyHost::at(&server.url, clock.clone());
    let tenant = tenant();
    assert!(key_host.key(&tenant, "kid-1").await.is_ok());
    let invented = |round: &str| {
        (0..1000)
            .map(|n| format!("{round}-{n}"))
            .collect::<Vec<_>>()
    };
    let first = invented("first");
    let errors = join_all(first.iter().map(|id| key_host.key(&tenant, id))).await;
    assert!(errors.iter().all(Result::is_err));
    assert_eq!(server.requests(), 20, "the burst");
    clock.advance(1);
    for id in &invented("second") {
        assert!(key_host.key(&tenant, id).await.is_err());
    }
    assert_eq!(server.requests(), 25, "five a second");
    // The valid key has not been evicted, and memory is bounded.
    assert!(key_host.key(&tenant, "kid-1").await.is_ok());
    assert_eq!(server.requests(), 25);
    let (good, missing) = key_host.0.keys.lock().counts();
    assert!(good <= MAX_GOOD && missing <= MAX_MISSING);
}

#[tokio::test]
async fn a_caller_that_gives_up_does_not_stop_the_others() {
    let server = serving_the_key().await;
    let key_host = KeyHost::at(&server.url, clock());
    let tenant = tenant();
    assert!(key_host.key(&tenant, "kid-1").now_or_never().is_none());
    assert!(key_host.key(&tenant, "kid-1").await.is_ok());
}

#[tokio::test]
async fn no_request_is_sent_for_a_malformed_key_id() {
    let server = serving_the_key().await;
    let key_host = KeyHost::at(&server.url, clock());
    let long = "a".repeat(65);
    for id in [
        "", "../kid-1", "kid-1?x", "kid-1/", "kid.1", "kid_1", "%6bid-1", "kïd", &long,
    ] {
        let error = key_host.key(&tenant(), id).await.unwrap_err();
        assert_eq!(error, KeyError::KeyId, "{id:?}");
    }
    assert_eq!(server.requests(), 0);
}

#[tokio::test]
async fn no_request_is_sent_for_a_foreign_host() {
    let key_host = KeyHost::atlassian(clock());
    let evil = Url::parse("https://a.atlassian.net.evil.example").unwrap();
    let error = key_host.key(&evil, "kid-1").await.unwrap_err();
    assert_eq!(error, KeyError::UnknownSite);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = serving_the_key().await;
    let target = elsewhere.url.join("kid-1").unwrap();
    let error = error_of(
        Redirect::temporary(target.as_str())
            .into_response()
            .status(),
    )
    .await;
    assert_eq!(error, KeyError::Unavailable);
    let server = KeyServer::start(move |_| {
        let answer = Redirect::temporary(target.as_str()).into_response();
        async { answer }
    })
    .await;
    let key_host = KeyHost::at(&server.url, clock());
    let error = key_host.key(&tenant(), "kid-1").await.unwrap_err();
    assert_eq!(error, KeyError::Unavailable);
    assert_eq!((server.requests(), elsewhere.requests()), (1, 0));
}

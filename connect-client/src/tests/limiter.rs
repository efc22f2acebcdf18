//! One tenant's limits don't affect the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use axum::response::IntoResponse;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::host::{Asked, CREATE, EDIT, Host, ISSUE, MYSELF, NOW, json_with, settings, with};
use crate::{CallErrorKind, ClientPool, ClientSettings, Retry, Timer};

#[tokio::test]
async fn a_tenant_that_is_asked_to_wait_waits_alone() {
    let busy = Host::start(|asked: &Asked| match asked.number {
        0 => with(429, &[("retry-after", "20")], ""),
        _ => json_with(200, "{}"),
    })
    .await;
    let usual = Host::usual().await;
    let settings = ClientSettings {
        retry: Retry::never(),
        ..settings()
    };
    let clients = ClientPool::with_settings(settings.clone());
    let config = |host: &Host, key| host.config().client_key(key);
    let client = |host, key| clients.client(&config(host, key)).unwrap();

    assert!(client(&busy, "busy").call::<Value>(&MYSELF).await.is_err());
    let _: Value = client(&usual, "other").call(&MYSELF).await.unwrap();
    assert!(
        settings.timer.waits().is_empty(),
        "the other tenant does not wait"
    );
    // A client that is created later is in the same lane.
    let _: Value = client(&busy, "busy").call(&MYSELF).await.unwrap();
    assert_eq!(settings.timer.waits(), [Duration::from_secs(20)]);
}

#[tokio::test]
async fn the_number_of_concurrent_calls_of_a_tenant_is_limited() {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let gate = Arc::new(Semaphore::new(0));
    let seen = (Arc::clone(&now), Arc::clone(&most), Arc::clone(&gate));
    let host = Host::serve(move |_| {
        let (now, most, gate) = seen.clone();
        async move {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let _open = gate.acquire().await.unwrap();
            now.fetch_sub(1, Ordering::SeqCst);
            json_with(200, "{}")
        }
    })
    .await;
    let clients = ClientPool::with_settings(ClientSettings {
        concurrency: 3,
        timer: Timer::real(),
        ..settings()
    });
    let client = clients.client(&host.config()).unwrap();
    let calls: Vec<_> = (0..20)
        .map(|_| tokio::spawn(client.call::<Value>(&MYSELF).into_future()))
        .collect();
    while most.load(Ordering::SeqCst) < 3 {
        tokio::task::yield_now().await;
    }
    gate.add_permits(20);
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(most.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn waiting_too_long_for_a_turn_is_an_error() {
    let host = Host::serve(|_| std::future::pending()).await;
    let clients = ClientPool::with_settings(ClientSettings {
        concurrency: 1,
        timer: Timer::real(),
        call_timeout: Duration::from_millis(50),
        ..settings()
    });
    let client = clients.client(&host.config()).unwrap();
    let first = tokio::spawn(client.call::<Value>(&MYSELF).into_future());
    while host.asked().is_empty() {
        tokio::task::yield_now().await;
    }
    let error = client.call::<Value>(&MYSELF).await.unwrap_err();
    assert!(matches!(error.kind(), CallErrorKind::Busy), "{error}");
    first.abort();
}

#[tokio::test]
async fn idle_lanes_are_dropped() {
    let host =
        Host::start(|_: &Asked| with(429, &[("retry-after", "600")], "").into_response()).await;
    let clients = ClientPool::with_settings(settings());
    let limited = clients
        .client(&host.config().client_key("limited"))
        .unwrap();
    assert!(limited.call::<Value>(&MYSELF).await.is_err());
    drop(limited);
    for tenant in 0..10_000 {
        let config = host.config().client_key(format!("tenant-{tenant}"));
        clients.client(&config).unwrap();
    }
    assert!(clients.limiters() <= 512, "{} lanes", clients.limiters());
    // A closed lane is not idle: it remembers.
    let limited = clients
        .client(&host.config().client_key("limited"))
        .unwrap();
    let error = limited.call::<Value>(&MYSELF).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::RateLimited { .. }),
        "{error}"
    );
}

/// The benchmark `limiter` does the same at full size, with times.
#[tokio::test]
async fn a_tenant_that_gets_only_429_costs_the_others_nothing() {
    const LIMITED: &str = "limited";
    let host = Host::start(|asked: &Asked| match asked.claims()["aud"][0].as_str() {
        Some(LIMITED) => with(429, &[("retry-after", "600")], ""),
        _ => json_with(200, "{}"),
    })
    .await;
    let settings = settings();
    let clients = ClientPool::with_settings(settings.clone());
    let client = |key: &str| {
        let config = host.config().client_key(key);
        clients.client(&config).unwrap()
    };
    let limited = client(LIMITED);
    let refused = (0..500).map(|_| limited.call::<Value>(&MYSELF).send());
    let others: Vec<_> = (0..100)
        .map(|number| client(&format!("tenant-{number}")))
        .collect();
    let answered = others
        .iter()
        .flat_map(|client| (0..10).map(|_| client.call::<Value>(&MYSELF).send()));
    let (refused, answered) = tokio::join!(
        futures_util::future::join_all(refused),
        futures_util::future::join_all(answered)
    );
    for outcome in refused {
        let error = outcome.unwrap_err();
        let is_right =
            error.status().is_some() || matches!(error.kind(), CallErrorKind::RateLimited { .. });
        assert!(is_right, "{error}");
    }
    answered.into_iter().for_each(|outcome| {
        outcome.unwrap();
    });
    // No call has waited, and only those already in progress were sent.
    assert!(settings.timer.waits().is_empty());
    let (sent, rest): (Vec<_>, Vec<_>) = host
        .asked()
        .into_iter()
        .partition(|asked| asked.claims()["aud"][0] == LIMITED);
    assert!(sent.len() <= settings.concurrency, "{} sent", sent.len());
    assert_eq!(rest.len(), 1000, "each was asked once");
    assert_eq!(clients.limiters(), 101);
}

/// 2023-11-14T22:23:20Z: ten minutes after the clock's now.
const RESET: &str = "2023-11-14T22:23Z";

/// The gateway states when the limit resets, not how long to wait.
#[tokio::test]
async fn a_lane_stays_closed_until_the_limit_is_reset() {
    let headers = [
        ("x-ratelimit-limit", "65000"),
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", RESET),
        ("set-cookie", "a secret"),
    ];
    let host = Host::start(move |asked: &Asked| match asked.number {
        0 => with(429, &headers, ""),
        _ => json_with(200, "{}"),
    })
    .await;
    let settings = settings();
    let clients = ClientPool::with_settings(settings.clone());
    let client = clients.client(&host.config()).unwrap();
    let error = client.call::<Value>(&MYSELF).await.unwrap_err();
    let reset = UNIX_EPOCH + Duration::from_secs(NOW.unsigned_abs() / 60 * 60 + 600);
    assert_eq!(error.retry_at(), Some(reset));
    assert!(error.is_rate_limited());
    let text = error.to_string();
    assert!(
        text.ends_with("help: the host takes it again at 2023-11-14T22:23:00Z"),
        "{text}"
    );
    let limit = &error.body().unwrap().rate_limit;
    assert_eq!((limit.limit, limit.remaining), (Some(65_000), Some(0)));
    assert_eq!(error.headers().unwrap()["x-ratelimit-reset"], RESET);
    assert!(!format!("{error:?}").contains("a secret"));

    // The other calls aren't even sent.
    for call in [client.call::<Value>(&MYSELF), client.call(&CREATE)] {
        let error = call.await.unwrap_err();
        let CallErrorKind::RateLimited { wait, until } = error.kind() else {
            panic!("{error}");
        };
        assert_eq!(
            *until,
            UNIX_EPOCH + Duration::from_secs(NOW.unsigned_abs()) + *wait
        );
        assert_eq!(error.retry_at(), Some(*until));
    }
    assert_eq!(host.asked().len(), 1);
    settings.timer.wait(Duration::from_secs(600)).await;
    let _: Value = client.call(&MYSELF).await.unwrap();
}

/// What the platform counts separately waits separately: reads continue when writes are limited.
#[tokio::test]
async fn a_limit_closes_the_lane_that_it_counts() {
    for (reason, reads, other_issue, other_path) in [
        (None, true, false, false),
        (Some("jira-per-issue-on-write"), true, true, true),
        (Some("jira-burst-based"), true, false, true),
        (Some("jira-quota-tenant-based"), false, false, false),
    ] {
        let host = Host::start(move |asked: &Asked| {
            let mut headers = vec![("retry-after", "600")];
            headers.extend(reason.map(|reason| ("ratelimit-reason", reason)));
            match asked.number {
                0 => with(429, &headers, ""),
                _ => json_with(200, "{}"),
            }
        })
        .await;
        let client = host.client();
        let edit = |issue: &'static str| client.call::<()>(&EDIT).path("issueIdOrKey", issue);
        let error = edit("A-1").await.unwrap_err();
        assert_eq!(error.status().unwrap(), 429);
        assert!(edit("A-1").await.is_err(), "{reason:?}");
        assert_eq!(host.asked().len(), 1, "{reason:?}");
        let read = client.call::<Value>(&ISSUE).path("issueIdOrKey", "A-1");
        assert_eq!(read.await.is_ok(), reads, "{reason:?}");
        assert_eq!(edit("A-2").await.is_ok(), other_issue, "{reason:?}");
        assert_eq!(
            client.call::<()>(&CREATE).await.is_ok(),
            other_path,
            "{reason:?}"
        );
    }
}

/// The memory for limits is bounded, and errs on the side of waiting.
#[tokio::test]
async fn many_limits_at_once_close_the_tenant() {
    let headers = [
        ("retry-after", "600"),
        ("ratelimit-reason", "jira-per-issue-on-write"),
    ];
    let host = Host::start(move |_| with(429, &headers, "")).await;
    let client = host.client();
    for issue in 0..100 {
        let edit = client.call::<()>(&EDIT).path("issueIdOrKey", issue);
        assert!(edit.await.is_err());
    }
    assert_eq!(host.asked().len(), 65);
    assert!(client.call::<Value>(&MYSELF).await.is_err());
    assert_eq!(host.asked().len(), 65);
}

#[tokio::test]
async fn calls_end_with_the_request_that_they_belong_to() {
    let host = Host::serve(|_| std::future::pending()).await;
    let clients = ClientPool::with_settings(ClientSettings {
        timer: Timer::real(),
        ..settings()
    });
    let client = clients.client(&host.config()).unwrap();
    let soon = |millis| std::time::Instant::now() + Duration::from_millis(millis);
    let error = client
        .until(soon(50))
        .call::<()>(&CREATE)
        .await
        .unwrap_err();
    let CallErrorKind::Timeout { limit } = error.kind() else {
        panic!("{error}");
    };
    assert!(*limit <= Duration::from_millis(50), "{limit:?}");
    let sent = host.asked().len();

    let over = client.until(soon(0));
    let error = over.call::<()>(&CREATE).await.unwrap_err();
    assert!(matches!(error.kind(), CallErrorKind::NoTimeLeft), "{error}");
    assert!(error.to_string().contains("without_deadline"), "{error}");
    // Acting as another user doesn't give more time.
    assert!(over.as_app().call::<()>(&CREATE).await.is_err());
    assert_eq!(host.asked().len(), sent, "nothing was sent");

    // No wait exceeds it either.
    let busy = Host::start(|_| with(503, &[("retry-after", "10")], "")).await;
    let client = clients.client(&busy.config().client_key("busy")).unwrap();
    let error = client
        .until(soon(2000))
        .call::<()>(&MYSELF)
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    let free = client.until(soon(0)).without_deadline();
    let waiting = tokio::spawn(free.call::<()>(&MYSELF).into_future());
    tokio::task::yield_now().await;
    assert!(!waiting.is_finished(), "it waits for ten seconds");
    waiting.abort();
}

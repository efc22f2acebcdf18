//! One tenant's troubles are its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::response::IntoResponse;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::host::{Asked, Host, MYSELF, json_with, settings, with};
use crate::{CallErrorKind, ClientPool, ClientSettings, Retry, Timer};

#[tokio::test]
async fn a_tenant_that_is_told_to_wait_waits_alone() {
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
    // A client that is made later is in the same lane.
    let _: Value = client(&busy, "busy").call(&MYSELF).await.unwrap();
    assert_eq!(settings.timer.waits(), [Duration::from_secs(20)]);
}

#[tokio::test]
async fn so_many_calls_of_a_tenant_are_under_way() {
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
async fn who_waits_too_long_for_its_turn_is_told() {
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

/// The same at full size, with times: the benchmark `limiter`.
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
    // No call has waited, and only those that were under way were sent.
    assert!(settings.timer.waits().is_empty());
    let (sent, rest): (Vec<_>, Vec<_>) = host
        .asked()
        .into_iter()
        .partition(|asked| asked.claims()["aud"][0] == LIMITED);
    assert!(sent.len() <= settings.concurrency, "{} sent", sent.len());
    assert_eq!(rest.len(), 1000, "each was asked once");
    assert_eq!(clients.limiters(), 101);
}

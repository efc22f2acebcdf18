//! The responses for load balancers and supervisors.

use std::time::Duration;

use connect_testing::FakeStore;
use serde_json::Value;
use tokio::time::{Instant, sleep};
use url::Url;

use super::fixture::{Host, Log, client};

const DEADLINE: Duration = Duration::from_secs(10);

/// Polls until the response has this status: a result is cached for a second.
async fn until(url: &Url, status: u16) -> String {
    let client = client();
    let begun = Instant::now();
    loop {
        let answer = client.get(url.clone()).send().await.unwrap();
        let found = answer.status().as_u16();
        if found == status {
            return answer.text().await.unwrap();
        }
        assert!(begun.elapsed() < DEADLINE, "{url} still answers {found}");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn the_store_is_needed_to_be_ready_and_not_to_be_alive() {
    let log = Log::start();
    let store = FakeStore::default();
    let host = Host::start(|app| app.store(store.clone())).await;
    let (alive, ready) = (host.url("/healthz"), host.url("/readyz"));
    let well: Value = serde_json::from_str(&until(&ready, 200).await).unwrap();
    assert_eq!(well, serde_json::json!({ "status": "ok" }));

    store.reads_fail(true);
    let body = until(&ready, 503).await;
    assert_eq!(
        body, r#"{"status":"unavailable"}"#,
        "no reason for strangers"
    );
    assert_eq!(until(&alive, 200).await, r#"{"status":"ok"}"#);
    store.reads_fail(false);
    until(&ready, 200).await;

    let log = log.stop();
    let logged: Vec<_> = log
        .lines()
        .filter(|line| line.contains("not ready"))
        .collect();
    assert_eq!(logged.len(), 1, "{log}");
    assert!(logged[0].contains("the disk is on fire"), "{log}");
    assert!(log.contains("ready again"), "{log}");
}

#[tokio::test]
async fn an_app_that_was_asked_to_stop_says_so_and_still_serves_while_it_drains() {
    let drain = Duration::from_secs(600);
    let host = Host::configured(|config| config.drain(drain)).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let (alive, ready) = (host.url("/healthz"), host.url("/readyz"));
    let token = Host::request_token("GET", "/votes?issue.key=D-1");
    let page = host.url(&format!("/votes?issue.key=D-1&jwt={token}"));
    until(&ready, 200).await;

    let Host { app, _keys, .. } = host;
    let stopping = tokio::spawn(app.shutdown());
    until(&ready, 503).await;
    until(&alive, 200).await;
    until(&page, 200).await;
    assert!(!stopping.is_finished());
    stopping.abort();
}

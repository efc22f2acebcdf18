//! Webhooks.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime};

use connect_testing::fake_store::FakeStore;
use serde_json::json;

use futures_util::{StreamExt as _, stream};

use super::fixture::{Host, Log, now};
use crate::App;
use crate::jobs::{JobEntry, JobState, Retries, WorkerSettings};

const TARGET: &str = "/webhooks/greet";
const ACT: &str = "/webhooks/act";

#[tokio::test]
async fn a_webhook_is_accepted() {
    let host = Host::installed().await;
    let token = Host::request_token("POST", TARGET);
    let body = json!({ "issue": "D-1", "more": [1, 2] });
    let sent = host
        .post(TARGET, &token, &body)
        .header("x-atlassian-webhook-identifier", "w-1")
        .header("x-atlassian-webhook-retry", "2");
    let response = sent.send().await.unwrap();
    assert_eq!(response.status(), 204);
    assert_eq!(response.text().await.unwrap(), "");
    host.app.jobs_done().await.unwrap();
    assert_eq!(host.seen.all().last().unwrap(), "event D-1 Some(\"w-1\") 2");

    let context = host
        .post(TARGET, &Host::context_token(), &body)
        .send()
        .await
        .unwrap();
    assert_eq!(context.status(), 401);
    assert_eq!(
        host.client
            .post(host.url(TARGET))
            .json(&body)
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
}

/// The settings of a test in a hurry: a failed job is tried three times.
fn eager(app: App) -> App {
    app.jobs(|settings| WorkerSettings {
        retries: Retries {
            first: Duration::from_millis(1),
            most: Duration::from_millis(2),
            attempts: 3,
        },
        time_limit: Duration::from_millis(300),
        ..settings
    })
}

async fn eager_host() -> Host {
    let host = Host::start(eager).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    host
}

/// Waits until no job is left to retry.
async fn nothing_open(host: &Host) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while host.app.jobs().counts().await.unwrap().open() > 0 {
        assert!(
            Instant::now() < deadline,
            "{:?}",
            host.app.jobs().counts().await
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn dead(host: &Host) -> Vec<JobEntry> {
    host.app
        .jobs()
        .list(JobState::Dead, None, 99)
        .await
        .unwrap()
}

#[tokio::test]
async fn case_264_what_fails_is_answered_tried_again_and_listed() {
    const ACT: &str = "/webhooks/act?of=D-1";
    let cases = [
        (
            r#"{"webhookEvent":"jira:issue_updated","act":"fail"}"#,
            "the disk is on fire",
            3,
        ),
        (
            r#"{"webhookEvent":"jira:issue_updated","act":"panic"}"#,
            "it panicked: on purpose",
            3,
        ),
        (
            r#"{"webhookEvent":"jira:issue_updated","act":"hang"}"#,
            "it took longer than 300ms",
            3,
        ),
        (
            r#"{"webhookEvent":"jira:issue_updated","act":7}"#,
            "the webhook's body does not fit its handler: a value of another type than the handler's (line 1",
            3,
        ),
        (
            "not json",
            "the webhook's body does not fit its handler: not JSON",
            3,
        ),
        (
            "",
            "the webhook's body does not fit its handler: it breaks off",
            3,
        ),
        (r#"{"act":"give up"}"#, "there is no such issue", 1),
    ];
    for (body, reason, runs) in cases {
        let host = eager_host().await;
        let log = Log::start();
        let token = Host::request_token("POST", ACT);
        let sent = host.post(ACT, &token, &json!(null)).body(body);
        assert_eq!(sent.send().await.unwrap().status(), 204, "{body}");
        nothing_open(&host).await;
        let found = dead(&host).await;
        let [job] = &found[..] else {
            panic!("{body}: {found:?}");
        };
        let recorded = job.reason.as_deref().unwrap();
        assert!(recorded.contains(reason), "{recorded}");
        assert_eq!(
            (job.failures, job.kind.as_str()),
            (runs, "webhook:act"),
            "{body}"
        );
        let log = log.stop();
        let warned: Vec<_> = log.lines().filter(|line| line.contains("WARN")).collect();
        assert_eq!(warned.len(), usize::try_from(runs).unwrap(), "{log}");
        for line in warned {
            assert!(
                line.contains("tenant=\"one\"") && line.contains("webhook:act"),
                "{line}"
            );
            assert!(line.contains(reason), "{line}");
            let named = !body.contains("webhookEvent") || line.contains("jira:issue_updated");
            assert!(named, "{line}");
        }

        // A job whose cause was fixed is retried when an operator asks for it.
        host.seen.well.store(true, Ordering::SeqCst);
        assert_eq!(host.app.jobs().requeue(&[job.id]).await.unwrap(), 1);
        nothing_open(&host).await;
        let readable = body.contains(r#""act":""#);
        assert_eq!(dead(&host).await.len(), usize::from(!readable), "{body}");
    }
}

#[tokio::test]
async fn a_handler_decides_when_it_is_tried_again() {
    let host = eager_host().await;
    let token = Host::request_token("POST", ACT);
    let before = SystemTime::now();
    let sent = host
        .post(ACT, &token, &json!({ "act": "wait" }))
        .send()
        .await;
    assert_eq!(sent.unwrap().status(), 204);
    host.app.jobs_done().await.unwrap();
    let waiting = host
        .app
        .jobs()
        .list(JobState::Waiting, None, 9)
        .await
        .unwrap();
    let [job] = &waiting[..] else {
        panic!("{waiting:?}");
    };
    let wait = job.due.duration_since(before).unwrap();
    assert!((3590..3700).contains(&wait.as_secs()), "{wait:?}");
    assert_eq!(job.reason.as_deref(), Some("the site is away"));

    // It is obsolete once the site has removed the app.
    assert_eq!(host.uninstall("one", "one").await.status(), 204);
    assert_eq!(host.app.jobs().counts().await.unwrap().open(), 0);
    assert_eq!(host.seen.all().last().unwrap(), "uninstalled one");
}

#[tokio::test]
async fn case_265_what_is_delivered_twice_is_handled_once() {
    let host = Host::installed().await;
    let token = Host::request_token("POST", TARGET);
    let send = async |id: Option<&str>, retry: &str| {
        let request = host.post(TARGET, &token, &json!({ "issue": "D-1" }));
        let request = request.header("x-atlassian-webhook-retry", retry);
        let request = match id {
            Some(id) => request.header("x-atlassian-webhook-identifier", id),
            None => request,
        };
        assert_eq!(request.send().await.unwrap().status(), 204);
        host.app.jobs_done().await.unwrap();
        host.seen
            .all()
            .iter()
            .filter(|seen| seen.starts_with("event"))
            .count()
    };
    assert_eq!(send(Some("w-1"), "0").await, 1);
    assert_eq!(send(Some("w-1"), "1").await, 1);
    assert_eq!(send(Some("w-2"), "0").await, 2);
    assert_eq!(send(Some("w-1"), "2").await, 2);
    // Confluence sends no identifier: each delivery is separate.
    assert_eq!(send(None, "0").await, 3);
    assert_eq!(send(None, "0").await, 4);
}

#[tokio::test]
async fn a_handler_sees_the_request_as_it_was_verified() {
    const ACT: &str = "/webhooks/act?of=D%201";
    let host = Host::installed().await;
    let token = Host::request_token("POST", ACT);
    // The token in the query, where some hosts put it.
    let request = host.client.post(host.url(&format!("{ACT}&jwt={token}")));
    let sent = request.json(&json!({ "act": "do well" })).send().await;
    assert_eq!(sent.unwrap().status(), 204);
    host.app.jobs_done().await.unwrap();
    assert_eq!(
        host.seen.all().last().unwrap(),
        "act do well 557058:someone Some(\"D 1\")"
    );
}

#[tokio::test]
async fn webhooks_of_one_order_run_one_after_another() {
    let host = Host::installed().await;
    let token = Host::request_token("POST", ACT);
    let send = async |act: &str, order: u32| {
        let body = json!({ "order": order, "act": act });
        let sent = host.post(ACT, &token, &body).send().await;
        assert_eq!(sent.unwrap().status(), 204);
    };
    send("be held", 1).await;
    host.seen.started.notified().await;
    send("second", 1).await;
    send("other", 2).await;
    let deadline = Instant::now() + Duration::from_secs(20);
    while host.seen.all().len() < 3 {
        assert!(Instant::now() < deadline, "{:?}", host.seen.all());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    host.seen.go_on.notify_one();
    nothing_open(&host).await;
    let seen: Vec<String> = host.seen.all();
    let acts: Vec<&str> = seen
        .iter()
        .filter_map(|it| it.strip_prefix("act "))
        .collect();
    let acts: Vec<&str> = acts
        .iter()
        .map(|it| it.split(" 557058").next().unwrap())
        .collect();
    assert_eq!(acts, ["be held", "other", "second"]);
}

/// `inline = true`: the host waits, and gets the result.
#[tokio::test]
async fn an_inline_webhook_answers_in_the_request() {
    const NOW: &str = "/webhooks/now";
    let log = Log::start();
    let host = Host::configured(|config| config.webhook_limit(1 << 20)).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let token = Host::request_token("POST", NOW);
    for body in [
        &b"not json"[..],
        b"{\"issue\":\xff}",
        b"",
        b"[]",
        b"{\"issue\":1e999}",
        b"{\"issue\":\"what a user wrote",
    ] {
        let request = host.post(NOW, &token, &json!(null)).body(body.to_vec());
        assert_eq!(request.send().await.unwrap().status(), 400, "{body:?}");
    }
    let huge = br#"{"issue":"D-1","n":123456789012345678901234567890}"#.to_vec();
    let request = host.post(NOW, &token, &json!(null)).body(huge);
    assert_eq!(request.send().await.unwrap().status(), 204);
    assert_eq!(host.seen.all().last().unwrap(), "event D-1 None 0");
    let long = vec![b' '; (1 << 20) + 1];
    let announced = host.post(NOW, &token, &json!(null)).body(long);
    assert_eq!(announced.send().await.unwrap().status(), 413);
    let log = log.stop();
    let warned = |line: &&str| line.contains(" WARN ") && line.contains("does not fit its handler");
    assert!(log.lines().filter(warned).count() >= 4, "{log}");
    for line in log.lines().filter(warned) {
        assert!(line.contains("tenant=\"one\""), "{line}");
        assert!(line.contains("now"), "{line}");
        assert!(!line.contains("what a user wrote"), "{line}");
    }
    let warned = |line: &&str| line.contains(" WARN ") && line.contains("body was too long");
    assert_eq!(log.lines().filter(warned).count(), 1, "{log}");
}

#[tokio::test]
async fn case_266_a_tenant_that_floods_the_app_keeps_no_other_waiting() {
    const FLOOD: usize = 1500;
    let host = with_another().await;
    flood(&host, FLOOD, "take a while").await;
    let counts = host.app.jobs().counts().await.unwrap();
    assert!(counts.ready > 500, "the flood is over too soon: {counts:?}");
    another_is_handled_at_once(&host).await;
    let counts = host.app.jobs().counts().await.unwrap();
    assert!(counts.ready > 300, "the flood was over: {counts:?}");
}

/// The maximum that may run at once: the next would wait until one of them ends.
#[tokio::test]
async fn a_tenant_whose_handlers_hang_leaves_room_for_the_others() {
    let host = with_another().await;
    let settings = WorkerSettings::default();
    flood(&host, settings.at_once as usize, "hang").await;
    let only_its_share_runs = async || {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            let counts = host.app.jobs().counts().await.unwrap();
            if counts.running == u64::from(settings.per_tenant) {
                break;
            }
            assert!(Instant::now() < deadline, "{counts:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    only_its_share_runs().await;
    another_is_handled_at_once(&host).await;
    only_its_share_runs().await;
}

/// The tenants `one` and `two`.
async fn with_another() -> Host {
    let host = Host::installed().await;
    let mut two = Host::payload("two", "installed");
    two["baseUrl"] = "https://two.atlassian.net".into();
    two["sharedSecret"] = "secret-two".into();
    assert_eq!(host.install_with("two", &two).await.status(), 204);
    host
}

/// Sends `count` webhooks of the tenant `one`, whose handlers perform `act`.
async fn flood(host: &Host, count: usize, act: &str) {
    let token = Host::request_token("POST", ACT);
    let flood = (0..count).map(|number| {
        let body = json!({ "act": act, "order": number });
        host.post(ACT, &token, &body).send()
    });
    let mut flood = stream::iter(flood).buffer_unordered(16);
    while let Some(sent) = flood.next().await {
        assert_eq!(sent.unwrap().status(), 204);
    }
}

/// A webhook of the other tenant is handled within a second.
async fn another_is_handled_at_once(host: &Host) {
    let claims = json!({
        "iss": "two", "iat": now(), "exp": now() + 180,
        "qsh": connect_auth::qsh::hash("POST", ACT, "").to_string(),
    });
    let token = Host::token("secret-two", &claims);
    let begun = Instant::now();
    let sent = host
        .post(ACT, &token, &json!({ "act": "of the other" }))
        .send()
        .await;
    assert_eq!(sent.unwrap().status(), 204);
    while !host
        .seen
        .all()
        .iter()
        .any(|seen| seen.starts_with("act of the other"))
    {
        assert!(
            begun.elapsed() < Duration::from_secs(1),
            "it waits for the flood"
        );
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn case_267_a_long_body_is_accepted_with_a_genuine_token() {
    const LIMIT: usize = 25 << 20;
    let host = Host::installed().await;
    let token = Host::request_token("POST", TARGET);
    let body = |length: usize| {
        let mut body = br#"{"issue":"D-1"}"#.to_vec();
        body.resize(length, b' ');
        body
    };
    let send = async |token: &str, length: usize| {
        let request = host.post(TARGET, token, &json!(null)).body(body(length));
        request
            .send()
            .await
            .map(|response| response.status().as_u16())
    };
    assert_eq!(send(&token, LIMIT).await.unwrap(), 204);
    host.app.jobs_done().await.unwrap();
    assert_eq!(host.seen.all().last().unwrap(), "event D-1 None 0");

    let log = Log::start();
    assert_eq!(send(&token, LIMIT + 1).await.unwrap(), 413);
    let log = log.stop();
    let warned = log
        .lines()
        .find(|line| line.contains("WARN"))
        .unwrap_or_default();
    assert!(
        warned.contains("tenant=\"one\"") && warned.contains("greet"),
        "{log}"
    );

    // An unauthenticated body is not read: the response arrives while the body is still to be sent.
    let raw = format!(
        "POST {TARGET} HTTP/1.1\r\nhost: x\r\nauthorization: JWT {}\r\ncontent-length: {LIMIT}\r\n\r\n",
        Host::context_token()
    );
    let answer = connect_testing::raw_http::send(host.app.address(), raw.as_bytes()).await;
    answer.unwrap().is(401);
}

/// The limit also applies to a body that doesn't announce its length.
#[tokio::test]
async fn a_long_body_in_chunks() {
    let log = Log::start();
    let host = Host::configured(|config| config.webhook_limit(1 << 20)).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let token = Host::request_token("POST", TARGET);
    let raw = format!(
        "POST {TARGET} HTTP/1.1\r\nhost: x\r\nauthorization: JWT {token}\r\n\
         transfer-encoding: chunked\r\n\r\n"
    );
    let mut request = raw.into_bytes();
    let chunk = vec![b' '; 0x1000];
    for _ in 0..=0x100 {
        request.extend_from_slice(b"1000\r\n");
        request.extend_from_slice(&chunk);
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"0\r\n\r\n");
    let response = connect_testing::raw_http::send(host.app.address(), &request).await;
    response.unwrap().is(413);
    let log = log.stop();
    let warned = |line: &&str| line.contains(" WARN ") && line.contains("body was too long");
    assert_eq!(log.lines().filter(warned).count(), 1, "{log}");
    for line in log.lines().filter(warned) {
        assert!(
            line.contains("greet") && line.contains("limit=1048576"),
            "{line}"
        );
    }
}

#[tokio::test]
async fn case_268_no_webhook_is_acknowledged_that_is_not_stored() {
    let store = FakeStore::default();
    let host = Host::start(|app| app.store(store.clone())).await;
    assert_eq!(host.install("one", "secret-one").await.status(), 204);
    let token = Host::request_token("POST", TARGET);
    let send = async || {
        let request = host.post(TARGET, &token, &json!({ "issue": "D-1" }));
        request.send().await.unwrap()
    };
    store.jobs_fail(true);
    for _ in 0..3 {
        let response = send().await;
        assert_eq!(response.status(), 503);
        let again = response.headers()["retry-after"].to_str().unwrap();
        assert!(again.parse::<u32>().unwrap() > 0);
    }
    // Hooks are at least once, too.
    let mut body = Host::payload("one", "installed");
    body["sharedSecret"] = "secret-one".into();
    let lifecycle = host.lifecycle_token("one", "/lifecycle/installed");
    let installed = host
        .post("/lifecycle/installed", &lifecycle, &body)
        .send()
        .await
        .unwrap();
    assert_eq!(installed.status(), 503);
    assert!(installed.headers().contains_key("retry-after"));

    store.jobs_fail(false);
    let before = host.seen.all().len();
    assert_eq!(send().await.status(), 204);
    host.app.jobs_done().await.unwrap();
    assert_eq!(host.seen.all().len(), before + 1);
}

/// A post function is called like a webhook, but its body is not an event.
#[tokio::test]
async fn a_post_function_receives_its_payload() {
    let host = Host::installed().await;
    let call = async |body: &serde_json::Value| {
        let token = Host::request_token("POST", "/close");
        let response = host.post("/close", &token, body).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    };
    let body = json!({
        "transition": {"transitionId": 711, "from_status": "In review", "to_status": "Done"},
        "comment": "", "user": {"displayName": "Former user", "active": false},
        "issue": {"id": "10001", "key": "DEMO-1", "fields": {}},
        "configuration": {"value": "{\"key\":\"val\"}"}, "timestamp": 1_525_698_237_764_i64,
    });
    let answer = (200, r#"DEMO-1 Done {"key":"val"}"#.to_owned());
    assert_eq!(call(&body).await, answer);
    assert_eq!(call(&json!({})).await, (200, "  null".to_owned()));
}

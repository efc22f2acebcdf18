//! Webhooks.

use serde_json::json;

use super::fixture::{Host, Log};

const TARGET: &str = "/webhooks/greet";

#[tokio::test]
async fn a_webhook_is_taken() {
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

#[tokio::test]
async fn bodies_that_fit_no_event() {
    let log = Log::start();
    let host = Host::installed().await;
    let token = Host::request_token("POST", TARGET);
    for body in [
        &b"not json"[..],
        b"{\"issue\":\xff}",
        b"",
        b"[]",
        b"{\"issue\":1e999}",
        b"{\"issue\":\"what a user wrote",
    ] {
        let request = host.post(TARGET, &token, &json!(null)).body(body.to_vec());
        assert_eq!(request.send().await.unwrap().status(), 400, "{body:?}");
    }
    let huge = br#"{"issue":"D-1","n":123456789012345678901234567890}"#.to_vec();
    let request = host.post(TARGET, &token, &json!(null)).body(huge);
    assert_eq!(request.send().await.unwrap().status(), 204);
    let log = log.stop();
    let told = |line: &&str| line.contains(" WARN ") && line.contains("does not fit its handler");
    assert!(log.lines().filter(told).count() >= 4, "{log}");
    for line in log.lines().filter(told) {
        assert!(line.contains("tenant=\"one\""), "{line}");
        assert!(line.contains("greet"), "{line}");
        assert!(!line.contains("what a user wrote"), "{line}");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit() {
    let log = Log::start();
    let host = Host::configured(|config| config.webhook_limit(1 << 20)).await;
    let mut install = Host::payload("one", "installed");
    install["sharedSecret"] = "secret-one".into();
    assert_eq!(host.install_with("one", &install).await.status(), 204);
    let token = Host::request_token("POST", TARGET);
    // Neither announced nor not: the second comes in chunks.
    let long = vec![b' '; (1 << 20) + 1];
    let announced = host.post(TARGET, &token, &json!(null)).body(long);
    assert_eq!(announced.send().await.unwrap().status(), 413);

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
    let told = |line: &&str| line.contains(" WARN ") && line.contains("body was too long");
    assert_eq!(log.lines().filter(told).count(), 2, "{log}");
    for line in log.lines().filter(told) {
        assert!(
            line.contains("greet") && line.contains("limit=1048576"),
            "{line}"
        );
    }
}

/// A post function is called like a webhook, but its body is no event.
#[tokio::test]
async fn a_post_function_takes_its_payload() {
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

//! Case 237: when calls are retried.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::host::{Asked, CREATE, EDIT, Host, MYSELF, json_with, settings, with};
use crate::{Call, CallErrorKind, Client, ClientPool, ClientSettings, Retry};

async fn busy(times: usize, status: u16, headers: &'static [(&str, &str)]) -> Host {
    Host::start(move |asked: &Asked| -> Response {
        if asked.number < times {
            with(status, headers, "")
        } else {
            json_with(200, "{}")
        }
    })
    .await
}

/// A client, and the settings that record its waits.
fn client(host: &Host) -> (Client, ClientSettings) {
    let settings = settings();
    let client = ClientPool::with_settings(settings.clone()).client(&host.config());
    (client.unwrap(), settings)
}

fn seconds(waits: &[Duration]) -> Vec<f64> {
    waits.iter().map(Duration::as_secs_f64).collect()
}

#[tokio::test]
async fn retry_after_is_honoured() {
    for (status, headers, waits) in [
        (429, &[("retry-after", "7")][..], [7.0, 7.0]),
        (503, &[("retry-after", "7")], [7.0, 7.0]),
        // Ten seconds after the clock's now.
        (
            503,
            &[("retry-after", "Tue, 14 Nov 2023 22:13:30 GMT")],
            [10.0, 10.0],
        ),
        (
            429,
            &[("retry-after", "Mon, 13 Nov 2023 22:13:30 GMT")],
            [0.0, 0.0],
        ),
        (429, &[], [0.25, 0.5]),
        (503, &[("retry-after", "soon")], [0.25, 0.5]),
    ] {
        let host = busy(2, status, headers).await;
        let (client, settings) = client(&host);
        let _: Value = client.call(&MYSELF).await.unwrap();
        assert_eq!(host.asked().len(), 3);
        assert_eq!(seconds(&settings.timer.waits()), waits, "{headers:?}");
        // Each attempt has a new signature.
        host.asked()
            .iter()
            .for_each(|asked| assert!(asked.claims()["qsh"].is_string()));
    }
}

#[tokio::test]
async fn retries_end() {
    let host = busy(usize::MAX, 503, &[]).await;
    let (client, settings) = client(&host);
    let error = client.call::<Value>(&MYSELF).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(host.asked().len(), 4);
    assert_eq!(settings.timer.waits().len(), 3);
    // Longer than the call may take: it fails at once, and the next call isn't even sent.
    let host = busy(usize::MAX, 429, &[("retry-after", "61")]).await;
    let (client, settings) = super::retries::client(&host);
    let error = client.call::<Value>(&MYSELF).await.unwrap_err();
    assert_eq!(
        error.body().unwrap().retry_after,
        Some(Duration::from_secs(61))
    );
    let error = client.call::<Value>(&MYSELF).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::RateLimited { .. }),
        "{error}"
    );
    assert!(error.to_string().ends_with("wait for 61 s more"), "{error}");
    assert!(settings.timer.waits().is_empty());
    assert_eq!(host.asked().len(), 1);
}

#[tokio::test]
async fn post_is_not_repeated_unless_allowed() {
    for headers in [&[][..], &[("retry-after", "1")]] {
        let host = busy(1, 429, headers).await;
        let error = host.client().call::<Value>(&CREATE).json(&json!({})).await;
        assert_eq!(error.unwrap_err().status().unwrap(), 429);
        assert_eq!(host.asked().len(), 1);

        let host = busy(1, 503, headers).await;
        let call = host
            .client()
            .call::<Value>(&CREATE)
            .json(&json!({ "a": 1 }));
        call.repeatable(true).await.unwrap();
        assert_eq!(host.asked().len(), 2);
        assert_eq!(host.asked()[1].json(), json!({ "a": 1 }));

        let host = busy(1, 503, headers).await;
        let call = host.client().call::<Value>(&MYSELF).repeatable(false);
        assert!(call.await.is_err());
        assert_eq!(host.asked().len(), 1);
    }
    let host = busy(1, 503, &[]).await;
    let put = |host: &Host| host.client().call::<Value>(&EDIT).path("issueIdOrKey", 1);
    put(&host).json(&json!({})).await.unwrap();
    assert_eq!(host.asked().len(), 2);
}

#[tokio::test]
async fn other_statuses_are_final() {
    for status in [400, 401, 403, 404, 409, 500, 502] {
        let host = busy(1, status, &[("retry-after", "1")]).await;
        let error = host.client().call::<Value>(&MYSELF).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(host.asked().len(), 1);
    }
    let host = Host::start(|_| http::StatusCode::OK.into_response()).await;
    host.client().call::<()>(&MYSELF).await.unwrap();
}

/// A server that hangs up on the first connections without responding.
async fn hangs_up(times: usize) -> (url::Url, tokio::task::JoinHandle<usize>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = tokio::spawn(async move {
        let mut connections = 0;
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            connections += 1;
            let mut buffer = [0; 4096];
            assert!(stream.read(&mut buffer).await.unwrap() > 0);
            if connections > times {
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
                stream.write_all(answer.as_bytes()).await.unwrap();
                return connections;
            }
        }
    });
    (url.parse().unwrap(), server)
}

#[tokio::test]
async fn broken_connections_are_retried() {
    let idle = Host::usual().await;
    let at = |url: url::Url, settings: ClientSettings| {
        let mut config = idle.config();
        config.base_url = url;
        ClientPool::with_settings(settings).client(&config).unwrap()
    };
    let (url, server) = hangs_up(2).await;
    let settings = settings();
    let _: Value = at(url, settings.clone()).call(&MYSELF).await.unwrap();
    assert_eq!(server.await.unwrap(), 3);
    assert_eq!(seconds(&settings.timer.waits()), [0.25, 0.5]);

    let (url, server) = hangs_up(1).await;
    let call: Call<Value> = at(url.clone(), settings.clone()).call(&CREATE);
    let error = call.json(&json!({})).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Broken(_)),
        "{error:?}"
    );
    let never = ClientSettings {
        retry: Retry::never(),
        ..settings
    };
    let _: Value = at(url, never).call(&MYSELF).await.unwrap();
    assert_eq!(server.await.unwrap(), 2, "the POST was sent once");
}

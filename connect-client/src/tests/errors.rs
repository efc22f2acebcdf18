//! Everything that a host can do wrong has its own error, within a bounded time and size.

use std::time::Duration;

use axum::body::Body;
use axum::response::IntoResponse;
use futures_util::stream;
use serde_json::{Value, json};

use super::host::{
    CREATE, EDIT, Host, ISSUE, MYSELF, SECRET, client_at, json_with, raw, settings, with,
};
use crate::{Call, CallError, CallErrorKind, ClientPool, ClientSettings, Confluence, Retry};

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

async fn error_of(host: &Host) -> CallError {
    host.client().call::<Vec<u8>>(&MYSELF).await.unwrap_err()
}

#[tokio::test]
async fn what_is_not_json_is_reported() {
    for (kind, expected) in [
        ("text/html; charset=utf-8", "text/html"),
        ("application/jsonp", "jsonp"),
    ] {
        let host = Host::start(move |_| with(200, &[("content-type", kind)], "<html>")).await;
        let error = error_of(&host).await;
        assert!(
            matches!(error.kind(), CallErrorKind::NotJson { .. })
                && error.to_string().contains(expected)
        );
    }
    for body in [r#"{"a":"#, "[1,2", "x", r#"["text"]"#, "[300]"] {
        let host = Host::start(move |_| json_with(200, body)).await;
        let error = error_of(&host).await;
        assert!(
            matches!(error.kind(), CallErrorKind::Decode { .. }),
            "{body}: {error}"
        );
    }
    for kind in [
        "application/vnd.atl+JSON",
        "Application/Json ; charset=UTF-8",
    ] {
        let host = Host::start(move |_| with(200, &[("content-type", kind)], "[1]")).await;
        assert_eq!(host.client().call::<Vec<u8>>(&MYSELF).await.unwrap(), [1]);
    }
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read() {
    let limited = |host: &Host| host.client().call::<Vec<u8>>(&MYSELF).response_limit(100);
    let host = Host::start(|_| with(200, JSON, "[1]".to_owned() + &" ".repeat(98))).await;
    let error = limited(&host).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::TooLarge { limit: 100 }),
        "{error}"
    );
    // Without a length, and without an end.
    let host = Host::start(|_| {
        let endless = stream::repeat_with(|| Ok::<_, std::io::Error>(" ".repeat(60)));
        with(200, JSON, Body::from_stream(endless))
    })
    .await;
    let error = limited(&host).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::TooLarge { .. }),
        "{error}"
    );
    // An endless error is still that error.
    let host = Host::start(|_| {
        let endless = stream::repeat_with(|| Ok::<_, std::io::Error>("x".repeat(1000)));
        with(400, JSON, Body::from_stream(endless))
    })
    .await;
    assert_eq!(limited(&host).await.unwrap_err().status().unwrap(), 400);
    let host = Host::start(|_| with(200, JSON, "[1]".to_owned() + &" ".repeat(97))).await;
    assert_eq!(limited(&host).await.unwrap(), [1]);
}

#[tokio::test]
async fn a_host_that_hangs_is_given_up() {
    let short = |call: Call<Vec<u8>>| call.timeout(Duration::from_millis(50));
    let host = Host::serve(|_| std::future::pending()).await;
    let error = short(host.client().call(&MYSELF)).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Timeout { .. }),
        "{error}"
    );
    // On a busy machine the time may be up before the host has even read the call.
    assert!(host.asked().len() <= 1, "a slow host is not asked again");
    // The head arrives, the body never does.
    let host = Host::start(|_| {
        with(
            200,
            JSON,
            Body::from_stream(stream::pending::<Result<&str, std::io::Error>>()),
        )
    })
    .await;
    let error = short(host.client().call(&MYSELF)).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Timeout { .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_host_that_sends_too_slowly_is_given_up() {
    // Data keeps arriving, but never the end: the attempt's time limit covers all of it.
    let host = Host::start(|_| {
        let drops = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Some((Ok::<_, std::io::Error>(" "), ()))
        });
        with(200, JSON, Body::from_stream(drops))
    })
    .await;
    let call = host.client().call::<Vec<u8>>(&MYSELF);
    let error = call.timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Timeout { .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_host_that_never_accepts_is_given_up() {
    // The kernel accepts the connection; no one reads from it.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let call = client_at(url.parse().unwrap()).call::<Vec<u8>>(&MYSELF);
    let error = call.timeout(Duration::from_millis(50)).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Timeout { .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_head_without_an_end_is_not_read() {
    let endless = format!("HTTP/1.1 200 OK\r\nx-long: {}", "x".repeat(1024 * 1024));
    let call = client_at(raw(endless.leak()).await).call::<Vec<u8>>(&MYSELF);
    let error = call.repeatable(false).await.unwrap_err();
    assert!(matches!(error.kind(), CallErrorKind::Broken(_)), "{error}");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_reported() {
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n[1,",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n[1,\r\n",
    ] {
        let call = client_at(raw(answer).await).call::<Vec<u8>>(&MYSELF);
        let error = call.await.unwrap_err();
        assert!(matches!(error.kind(), CallErrorKind::Broken(_)), "{error}");
    }
}

#[tokio::test]
async fn a_failed_connection_does_not_show_the_address() {
    let host = Host::usual().await;
    let config = host.config();
    drop(host);
    let clients = ClientPool::with_settings(ClientSettings {
        retry: Retry::never(),
        ..settings()
    });
    let client = clients.client(&config).unwrap();
    // The server's task ends when it is next polled.
    tokio::task::yield_now().await;
    let call = client
        .call::<Value>(&ISSUE)
        .path("issueIdOrKey", "SECRET-1");
    let error = call.query("jql", "hidden words").await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Connect(_)),
        "{error:?}"
    );
    let shown = format!("{error} {error:?}");
    assert!(
        !shown.contains("SECRET-1") && !shown.contains("hidden"),
        "{shown}"
    );
}

#[tokio::test]
async fn the_products_words_and_what_to_do_are_reported() {
    let host = Host::start(|_| {
        json_with(
            403,
            r#"{"errorMessages":["You can't."],"errors":{"summary":"Too long."}}"#,
        )
    })
    .await;
    let call = host
        .client()
        .call::<Value>(&EDIT)
        .path("issueIdOrKey", "PRIVATE-1");
    let error = call.query("q", "words").json(&json!({})).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "PUT /rest/api/3/issue/{issueIdOrKey} (tenant `one`): the host responded 403 Forbidden: \
         You can't.; summary: Too long.; help: the operation needs the scope WRITE: either the \
         site's administrator has not approved it yet, or the app's own user lacks the permission \
         in the product"
    );
    assert_eq!(
        error.body().unwrap().fields,
        [("summary".into(), "Too long.".into())]
    );
    let shown = format!("{error:?}");
    for hidden in ["PRIVATE-1", "words", SECRET, "eyJ"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
    let host =
        Host::start(|_| json_with(401, r#"{"message":"Client must be authenticated"}"#)).await;
    let message = error_of(&host).await.to_string();
    assert!(
        message.contains("must be authenticated; help: the host doesn't accept"),
        "{message}"
    );
    assert_eq!(host.asked().len(), 1);
    let host = Host::start(|_| http::StatusCode::NOT_FOUND.into_response()).await;
    assert!(error_of(&host).await.is_not_found());
}

#[tokio::test]
async fn an_operation_of_the_other_product_is_not_sent() {
    let host = Host::usual().await;
    let mut config = host.config();
    config.base_url.set_path("/wiki");
    let client = ClientPool::with_settings(settings())
        .client(&config)
        .unwrap();
    let confluence = Confluence::from_client(client.clone()).unwrap();
    assert!(crate::Jira::from_client(client).is_none());
    let error = confluence.call::<Value>(&CREATE).await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("operation of Jira, and the tenant is Confluence")
    );
    assert!(host.asked().is_empty());
}

//! Types that responses are read as.

use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use super::host::{EDIT, Host, MYSELF, client_at, json_with, raw, with};
use crate::{Blob, CallErrorKind, Response};

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Issue {
    key: String,
}

#[tokio::test]
async fn json_is_read_into_the_type_that_is_named() {
    let host = Host::start(|_| json_with(200, r#"{"key":"DEMO-1","more":[1]}"#)).await;
    let issue: Issue = host.client().call(&MYSELF).await.unwrap();
    assert_eq!(issue.key, "DEMO-1");
    let value = host.client().call::<Value>(&MYSELF).send().await.unwrap();
    assert_eq!(value["more"], json!([1]));
    // A future like any other: it can be spawned.
    let issue = tokio::spawn(host.client().call::<Issue>(&MYSELF).into_future());
    issue.await.unwrap().unwrap();
}

#[tokio::test]
async fn an_empty_response_is_enough_for_a_caller_that_reads_nothing() {
    let host = Host::start(|_| with(204, &[], "")).await;
    let edit = || host.client().call::<()>(&EDIT).path("issueIdOrKey", "A-1");
    let () = edit().await.unwrap();
    assert_eq!(edit().response::<Option<Issue>>().await.unwrap(), None);
    assert_eq!(edit().response::<Value>().await.unwrap(), Value::Null);
    let error = edit().response::<Issue>().await.unwrap_err();
    assert!(matches!(
        error.kind(),
        CallErrorKind::NotJson { content_type: None }
    ));
    assert!(
        error
            .to_string()
            .ends_with("the response is empty, not JSON"),
        "{error}"
    );
    // A response that is discarded may be of any type.
    let host = Host::start(|_| with(200, &[("content-type", "text/html")], "<html>")).await;
    let () = host.client().call(&MYSELF).await.unwrap();
}

#[tokio::test]
async fn bytes_arrive_whole_or_in_pieces() {
    let host = Host::start(|_| {
        let pieces = [Ok::<_, std::io::Error>("one"), Ok("two"), Ok("three")];
        with(
            200,
            &[("content-type", "image/png")],
            Body::from_stream(stream::iter(pieces)),
        )
    })
    .await;
    let blob: Blob = host.client().call(&MYSELF).await.unwrap();
    assert_eq!(blob.content_type.as_deref(), Some("image/png"));
    assert_eq!(blob.bytes, "onetwothree");
    assert_eq!(host.asked()[0].headers["accept"], "*/*");

    let reply: Response = host.client().call(&MYSELF).response_limit(1).await.unwrap();
    assert_eq!(reply.status(), 200);
    // The limit applies to what is read as a whole.
    let pieces: Vec<Bytes> = reply.stream().try_collect().await.unwrap();
    assert_eq!(pieces.concat(), b"onetwothree");
}

#[tokio::test]
async fn a_stream_that_breaks_ends_with_an_error() {
    let url = raw("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\none").await;
    let reply: Response = client_at(url).call(&MYSELF).await.unwrap();
    let pieces: Vec<_> = reply.stream().collect().await;
    assert!(
        matches!(pieces.last(), Some(Err(error)) if matches!(error.kind(), CallErrorKind::Broken(_))),
        "{pieces:?}"
    );
    assert_eq!(pieces.iter().filter(|piece| piece.is_err()).count(), 1);
}

#[tokio::test]
async fn a_call_in_progress_is_small() {
    let client = client_at("http://127.0.0.1:1".parse().unwrap());
    // The allocator caches blocks of up to 1,032 bytes; larger ones cost it a search.
    let on_its_way = client.call::<Value>(&MYSELF).send();
    let bytes = std::mem::size_of_val(&on_its_way);
    assert!(bytes <= 1032, "{bytes} bytes");
}

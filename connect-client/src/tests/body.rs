//! Bodies: which calls may have them, and their format.

use connect_model::Method;
use connect_model::ScopeSet;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use serde_json::{Value, json};

use super::host::{CREATE, EDIT, Host, MYSELF};
use crate::{CallErrorKind, Multipart};

#[tokio::test]
async fn case_236_get_never_has_a_body() {
    let host = Host::usual().await;
    let with_bodies = [
        host.client().call::<Value>(&MYSELF).json(&json!({})),
        host.client().call(&MYSELF).bytes("text/plain", "x"),
        host.client().call(&MYSELF).bytes("text/plain", ""),
        host.client().call(&MYSELF).multipart(Multipart::new()),
        host.client()
            .unchecked(Method::Get, "/rest", ScopeSet::EMPTY)
            .json(&()),
    ];
    for call in with_bodies {
        let error = call.await.unwrap_err();
        assert!(
            matches!(error.kind(), CallErrorKind::Body { .. }),
            "{error}"
        );
    }
    assert!(host.asked().is_empty());

    let _: Value = host.client().call(&MYSELF).await.unwrap();
    let asked = &host.asked()[0];
    assert!(asked.body.is_empty());
    for name in [CONTENT_LENGTH, TRANSFER_ENCODING, CONTENT_TYPE] {
        assert!(!asked.headers.contains_key(&name), "{name}");
    }
}

#[tokio::test]
async fn json_and_bytes_are_sent_as_they_are() {
    let host = Host::usual().await;
    let edit = || {
        host.client()
            .call::<Value>(&EDIT)
            .path("issueIdOrKey", 10001)
    };
    edit().json(&json!({ "fields": {} })).await.unwrap();
    edit()
        .bytes("text/csv; charset=utf-8", "a,b")
        .await
        .unwrap();
    let asked = host.asked();
    assert_eq!(asked[0].target, "/rest/api/3/issue/10001");
    assert_eq!(asked[0].headers[CONTENT_TYPE], "application/json");
    assert_eq!(asked[0].json(), json!({ "fields": {} }));
    assert_eq!(asked[1].headers[CONTENT_TYPE], "text/csv; charset=utf-8");
    assert_eq!(asked[1].body, "a,b");
    assert!(!asked[0].headers.contains_key("x-atlassian-token"));

    let error = edit().bytes("a\nb", "").await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Body { .. }),
        "{error}"
    );
    // A map whose keys are not strings is not JSON.
    let odd = std::collections::BTreeMap::from([((1, 2), 3)]);
    let error = edit().json(&odd).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Body { .. }),
        "{error}"
    );
    assert_eq!(host.asked().len(), 2);
}

#[tokio::test]
async fn attachments_are_forms_with_consent() {
    let host = Host::usual().await;
    let form = Multipart::new().file("file", "a.txt", "text/plain", "hello");
    let call = host.client().call::<Value>(&CREATE).multipart(form);
    call.await.unwrap();
    let asked = &host.asked()[0];
    assert_eq!(asked.headers["x-atlassian-token"], "no-check");
    let kind = asked.headers[CONTENT_TYPE].to_str().unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let body = std::str::from_utf8(&asked.body).unwrap();
    assert!(body.starts_with(&format!("--{boundary}\r\n")), "{body}");
    assert!(body.contains("\r\n\r\nhello\r\n"), "{body}");
}

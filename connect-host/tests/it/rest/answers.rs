//! What the product answers, and what it refuses.

use std::time::Duration;

use connect_host::rest::{Answer, Refusal};
use connect_host::{Host, HostError, Method, Scope};
use serde_json::{Value, json};

use super::app::{ISSUE, app_token, app_with, ask, get, last};

#[tokio::test]
async fn the_app_calls_the_product_that_installed_it() {
    let host = Host::jira().install(&app_with(&["READ"])).await.unwrap();
    assert!(host.serves_rest());
    assert_eq!(ask(&host, get(ISSUE)).await["ok"]["key"], "DEMO-1");
    let route = host.rest(Method::GET, "/rest/api/3/issue/{issueIdOrKey}");
    let _ = route
        .unwrap()
        .answer_with(|call| json!({"key": call.value("issueIdOrKey")}).into())
        .once(Answer::status(429).retry_after(Duration::ZERO))
        .once(json!({"key": "once"}));
    for key in ["once", "DEMO-1"] {
        assert_eq!(ask(&host, get(ISSUE)).await, json!({"ok": {"key": key}}));
    }
    let calls = host.rest_calls();
    let statuses: Vec<u16> = calls.iter().map(|call| call.status.as_u16()).collect();
    assert_eq!(statuses, [200, 429, 200, 200]);
    let call = last(&host);
    assert_eq!(call.path, Some("/rest/api/3/issue/{issueIdOrKey}"));
    assert_eq!((call.scope, call.user.clone()), (Some(Scope::Read), None));
    assert_eq!(call.to_string(), format!("GET {ISSUE}: 200 OK"));
}

#[tokio::test]
async fn a_request_must_be_what_the_operation_takes() {
    let host = Host::jira().install(&app_with(&["ADMIN"])).await.unwrap();
    for (method, path, body, status) in [
        ("POST", "/rest/api/3/issue", Value::Null, 400),
        (
            "GET",
            "/rest/api/3/issue/DEMO-1?updateHistory=yes",
            Value::Null,
            400,
        ),
        (
            "GET",
            "/rest/api/3/group/member?maxResults=x",
            Value::Null,
            400,
        ),
        ("GET", "/rest/api/3/filter/x", Value::Null, 400),
        ("GET", "/rest/api/3/user/search", Value::Null, 200),
    ] {
        let mut call = json!({"method": method, "path": path});
        if !body.is_null() {
            call["body"] = body;
        }
        let outcome = ask(&host, call).await;
        let status = if status == 200 {
            Value::Null
        } else {
            json!(status)
        };
        assert_eq!(outcome["status"], status, "{method} {path}: {outcome}");
    }
    // The client would not send these.
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let send = async |method: Method, target: &str, kind: &str, body: &str| {
        let token = app_token(&host, method.as_str(), target).build().unwrap();
        let url = format!("{}{target}", host.base_url().as_str().trim_end_matches('/'));
        let request = http.request(method, url);
        let request = request.header("Authorization", format!("JWT {token}"));
        let request = request.header("Content-Type", kind).body(body.to_owned());
        request.send().await.unwrap().status().as_u16()
    };
    let issue = "/rest/api/3/issue";
    let task = json!({"fields": {
        "project": {"key": "DEMO"}, "issuetype": {"name": "Task"}, "summary": "A new one",
    }});
    assert_eq!(
        send(Method::POST, issue, "application/json", &task.to_string()).await,
        201
    );
    assert_eq!(
        send(Method::POST, issue, "application/json", "{").await,
        400
    );
    assert_eq!(send(Method::POST, issue, "text/plain", "{}").await, 415);
    assert_eq!(
        send(Method::GET, ISSUE, "application/json", "{}").await,
        400
    );
    let attach = "/rest/api/3/issue/DEMO-1/attachments";
    assert_eq!(
        send(
            Method::POST,
            attach,
            "multipart/form-data; boundary=x",
            "--x--"
        )
        .await,
        403
    );
    assert_eq!(last(&host).refused, Some(Refusal::XsrfCheck));
    let large = "x".repeat(17 * 1024 * 1024);
    assert_eq!(
        send(Method::POST, issue, "application/json", &large).await,
        413
    );
}

#[tokio::test]
async fn a_route_must_exist() {
    let host = Host::jira().start().await.unwrap();
    let error = host
        .rest(Method::GET, "/rest/api/3/issue/{key}")
        .unwrap_err();
    assert!(matches!(error, HostError::UnknownOperation { .. }));
    let help = "did you mean \"/rest/api/3/issue/{issueIdOrKey}\"?";
    assert!(error.to_string().contains(help), "{error}");
    assert!(host.rest(Method::GET, "/wiki/api/v2/pages/{id}").is_err());
    let error = host.rest(Method::OPTIONS, "/rest/api/3/myself");
    assert!(matches!(error, Err(HostError::UnknownMethod { .. })));
    let wiki = Host::confluence().start().await.unwrap();
    assert!(wiki.rest(Method::GET, "/wiki/api/v2/pages/{id}").is_ok());
}

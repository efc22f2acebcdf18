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
async fn a_request_must_match_its_operation() {
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

const COMMENTS: &str = "/rest/api/3/issue/{issueIdOrKey}/comment";

#[tokio::test]
async fn expected_calls_are_verified() {
    let host = Host::jira().install(&app_with(&["READ"])).await.unwrap();
    // Before anything was expected.
    ask(&host, get(ISSUE)).await;
    // readme: expect
    let issue = "/rest/api/3/issue/{issueIdOrKey}";
    let _ = host.rest(Method::GET, issue).unwrap().expect(2);
    let _ = host.rest(Method::DELETE, issue).unwrap().expect(0);
    // readme: end
    for _ in 0..2 {
        ask(&host, get(ISSUE)).await;
    }
    // A user's call is not the app's.
    drop(host.product_request(Method::GET, ISSUE).await.unwrap());
    host.verify().unwrap();
    // Nothing is expected any more, neither now nor when the host is dropped.
    ask(&host, get(ISSUE)).await;
    host.verify().unwrap();
}

#[tokio::test]
async fn unexpected_counts_are_reported_with_the_calls() {
    let host = Host::jira().install(&app_with(&["READ"])).await.unwrap();
    let issue = host.rest(Method::GET, "/rest/api/3/issue/{issueIdOrKey}");
    let _ = issue.unwrap().expect(1);
    let _ = host.rest(Method::GET, COMMENTS).unwrap().expect(2);
    for _ in 0..7 {
        ask(&host, get(ISSUE)).await;
    }
    let calls = format!("\n    GET {ISSUE}: 200 OK").repeat(5);
    assert_eq!(
        host.verify().unwrap_err().to_string(),
        format!(
            "the app did not call the REST API as expected:\
             \n  GET /rest/api/3/issue/{{issueIdOrKey}}: expected 1 call, and there were 7:{calls}\
             \n    and 2 more\
             \n  GET {COMMENTS}: expected 2 calls, and there was none"
        )
    );
    // It is reported only once.
    drop(host);
}

#[tokio::test]
#[should_panic(expected = "expected 1 call, and there was none")]
async fn dropping_a_host_fails_a_test_whose_app_did_not_call() {
    let host = Host::jira().install(&app_with(&["READ"])).await.unwrap();
    let _ = host.rest(Method::GET, COMMENTS).unwrap().expect(1);
}

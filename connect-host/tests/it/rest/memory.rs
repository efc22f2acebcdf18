//! What the site remembers, as tests, users and the app see it.

use connect_host::{DEFAULT_USER, Host, HostError, Method, sample_context_value};
use serde_json::{Value, json};

use super::app::{ISSUE, app_with, ask, get};

async fn read(host: &Host, path: &str) -> Value {
    let answer = host.product_request(Method::GET, path).await.unwrap();
    assert_eq!(answer.headers()["x-local-host"], "remembered", "{path}");
    answer.read().unwrap()
}

#[tokio::test]
async fn the_app_reads_what_a_user_has_written() {
    let host = Host::jira().install(&app_with(&["WRITE"])).await.unwrap();
    let body = json!({"fields": {"summary": "Written"}});
    let put = host
        .product_request(Method::PUT, ISSUE)
        .json(&body)
        .await
        .unwrap();
    assert_eq!(put.status_code(), 204);
    let seen = ask(&host, get(ISSUE)).await;
    assert_eq!(seen["ok"]["fields"]["summary"], "Written");
    let put = json!({"method": "PUT", "path": ISSUE, "body": {"fields": {"labels": ["app"]}}});
    assert_eq!(ask(&host, put).await, json!({"ok": null}));
    assert_eq!(read(&host, ISSUE).await["fields"]["labels"], json!(["app"]));
    let other = Host::jira().start().await.unwrap();
    assert_eq!(
        read(&other, ISSUE).await["fields"]["summary"],
        "Try the app"
    );
}

#[tokio::test]
async fn a_user_sees_what_their_rights_allow() {
    let host = Host::jira()
        .administrators(["557058:ann"])
        .start()
        .await
        .unwrap();
    let path = "/rest/api/3/issue/HELP-1";
    let status = async |user: Option<&str>| {
        let request = host.product_request(Method::GET, path);
        let request = match user {
            Some(user) => request.as_user(user),
            None => request.anonymous(),
        };
        request.await.unwrap().status_code().as_u16()
    };
    assert_eq!(status(Some("557058:ann")).await, 200);
    assert_eq!(status(Some(DEFAULT_USER)).await, 404);
    assert_eq!(status(None).await, 404);
    host.set_administrators([DEFAULT_USER]);
    assert_eq!(status(Some("557058:ann")).await, 404);
    assert_eq!(status(Some(DEFAULT_USER)).await, 200);
}

#[tokio::test]
async fn samples_of_the_context_exist() {
    let host = Host::jira().start().await.unwrap();
    let sample = |name| sample_context_value(name).unwrap();
    let issue = read(&host, &format!("/rest/api/3/issue/{}", sample("issue.key"))).await;
    assert_eq!(issue["id"], sample("issue.id"));
    assert_eq!(issue["fields"]["summary"], sample("issue.summary"));
    assert_eq!(issue["fields"]["issuetype"]["id"], sample("issuetype.id"));
    assert_eq!(issue["fields"]["project"]["id"], sample("project.id"));
    for (path, parameter) in [
        ("/rest/api/3/project/{}", "project.key"),
        ("/rest/api/3/version/{}", "version.id"),
        ("/rest/api/3/component/{}", "component.id"),
        ("/rest/api/3/issue/DEMO-1/comment/{}", "comment.id"),
        ("/rest/api/3/issue/DEMO-1/worklog/{}", "worklog.id"),
        ("/rest/api/3/user?accountId={}", "profileUser.accountId"),
    ] {
        let _ = read(&host, &path.replace("{}", sample(parameter))).await;
    }
}

#[tokio::test]
async fn data_is_made_concisely_and_sends_no_webhook() {
    let host = Host::jira().start().await.unwrap();
    host.data()
        .user("557058:ann")
        .name("Ann")
        .group("support-agents")
        .await
        .unwrap();
    let new = host.data().issue("HELP").summary("Broken").kind("Incident");
    let key = new.assignee("557058:ann").create().await.unwrap();
    assert_eq!(key, "HELP-21");
    let request = host.product_request(Method::GET, "/rest/api/3/issue/HELP-21");
    let issue: Value = request.as_user("557058:ann").await.unwrap().read().unwrap();
    assert_eq!(issue["fields"]["assignee"]["displayName"], "Ann");
    let refused = host.data().issue("NONE").create().await.unwrap_err();
    assert!(
        matches!(refused, HostError::DataRefused { .. }),
        "{refused}"
    );
    assert!(refused.to_string().contains("valid project"), "{refused}");
    assert_eq!(host.settled().await, []);
    host.data().reset().unwrap();
    let gone = host
        .product_request(Method::GET, "/rest/api/3/issue/HELP-21")
        .await;
    assert_eq!(gone.unwrap().status_code(), 404);
}

#[tokio::test]
async fn a_file_outlives_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jira.sqlite");
    let start = async || Host::jira().data_file(&path).start().await;
    let host = start().await.unwrap();
    let key = host
        .data()
        .issue("DEMO")
        .summary("Kept")
        .create()
        .await
        .unwrap();
    drop(host);
    let host = start().await.unwrap();
    let issue = read(&host, &format!("/rest/api/3/issue/{key}")).await;
    assert_eq!(issue["fields"]["summary"], "Kept");
    drop(host);
    std::fs::write(&path, b"not a database").unwrap();
    assert!(matches!(start().await, Err(HostError::Data(_))));
}

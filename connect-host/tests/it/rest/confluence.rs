//! A Confluence with a memory, as an app and a user see it.

use connect_host::{DEFAULT_USER, Host, Method, sample_context_value};
use serde_json::{Value, json};

use super::app::{app_with, ask, get};
use crate::recording_app::App;

const PAGE: &str = "/wiki/api/v2/pages/65537";

/// The path as an app calls it: its base URL has the context path.
fn below(path: &str) -> &str {
    path.strip_prefix("/wiki").unwrap_or(path)
}

#[tokio::test]
async fn sample_contexts_refer_to_the_demo_data() {
    let host = Host::confluence().start().await.unwrap();
    let sample = |name: &str| sample_context_value(name).unwrap();
    let answer = host.product_request(Method::GET, PAGE).await.unwrap();
    assert_eq!(answer.headers()["x-local-host"], "remembered");
    let page: Value = answer.read().unwrap();
    assert_eq!(page["id"], sample("content.id"));
    assert_eq!(page["title"], sample("page.title"));
    assert_eq!(page["spaceId"], sample("space.id"));
    assert_eq!(page["authorId"], DEFAULT_USER);
    assert_eq!(
        page["version"]["number"].to_string(),
        sample("content.version")
    );
    let space = format!("/wiki/api/v2/spaces/{}", sample("space.id"));
    let space: Value = host
        .product_request(Method::GET, &space)
        .await
        .unwrap()
        .read()
        .unwrap();
    assert_eq!(space["key"], sample("space.key"));
    let content = sample("content.id");
    let found = format!(
        "/wiki/rest/api/content/{content}/history/1/macro/id/{}",
        sample("macro.id")
    );
    let found = host.product_request(Method::GET, &found).await.unwrap();
    assert_eq!(found.status_code(), 200);
}

#[tokio::test]
async fn the_app_reads_what_a_user_has_edited() {
    let host = Host::confluence()
        .install(&app_with(&["READ"]))
        .await
        .unwrap();
    let edit = json!({
        "id": "65537", "status": "current", "title": "Edited", "version": {"number": 2},
        "body": {"representation": "storage", "value": "<p>New words</p>"},
    });
    let edited = host
        .product_request(Method::PUT, PAGE)
        .json(&edit)
        .await
        .unwrap();
    assert_eq!(edited.status_code(), 200);
    let read = ask(&host, get(below(PAGE))).await;
    assert_eq!(read["ok"]["title"], "Edited");
    assert_eq!(read["ok"]["version"]["number"], 2);
    let search = "/rest/api/search?cql=text%20~%20%22new%20words%22";
    let found = ask(&host, get(search)).await;
    assert_eq!(found["ok"]["results"][0]["title"], "Edited");
    let again = host
        .product_request(Method::PUT, PAGE)
        .json(&edit)
        .await
        .unwrap();
    assert_eq!(again.status_code(), 409);
}

#[tokio::test]
async fn scopes_and_rights_both_count() {
    let host = Host::confluence()
        .install(&app_with(&["READ"]))
        .await
        .unwrap();
    let page = json!({"spaceId": "32769", "title": "Of the app"});
    let create = json!({"method": "POST", "path": "/api/v2/pages", "body": page});
    assert_eq!(
        ask(&host, create.clone()).await["status"],
        403,
        "it needs WRITE"
    );
    let host = Host::confluence()
        .install(&app_with(&["WRITE", "ACT_AS_USER"]))
        .await
        .unwrap();
    assert_eq!(ask(&host, create).await["ok"]["title"], "Of the app");

    // The app sees the page that is for two people; another user does not.
    let hidden = "/api/v2/pages/65548";
    assert_eq!(ask(&host, get(hidden)).await["ok"]["title"], "For two only");
    let other = "557058:00000000-0000-4000-8000-000000000003";
    let as_other = json!({"method": "GET", "path": hidden, "user": other});
    assert_eq!(ask(&host, as_other).await["status"], 404);
    let path = format!("/wiki{hidden}");
    let anonymous = host
        .product_request(Method::GET, &path)
        .anonymous()
        .await
        .unwrap();
    assert_eq!(anonymous.status_code(), 404);
}

#[tokio::test]
async fn an_operation_without_data_answers_with_an_example() {
    let host = Host::confluence().start().await.unwrap();
    let answer = host
        .product_request(Method::GET, "/wiki/rest/api/audit")
        .await
        .unwrap();
    assert_eq!(answer.headers()["x-local-host"], "example");
    let audit: Value = answer.read().unwrap();
    assert_eq!(audit["results"].as_array().map(Vec::len), Some(1));
    assert_eq!(audit["results"][0]["author"]["accountId"], DEFAULT_USER);
}

#[tokio::test]
async fn webhooks_are_sent_for_changes() {
    let app = App::start(json!({"webhooks": [
        {"event": "page_updated", "url": "/updated"},
        {"event": "label_added", "url": "/label"},
        {"event": "page_trashed", "url": "/trashed"},
        {"event": "comment_created", "url": "/comment"},
    ]}))
    .await;
    let host = Host::confluence().install(&app.url).await.unwrap();
    let retitle = json!({"status": "current", "title": "Told"});
    let path = format!("{PAGE}/title");
    let request = host.product_request(Method::PUT, &path).json(&retitle);
    assert_eq!(request.await.unwrap().status_code(), 200);
    let label = host
        .product_request(Method::POST, "/wiki/rest/api/content/65537/label")
        .json(&json!([{"prefix": "global", "name": "told"}]));
    assert_eq!(label.await.unwrap().status_code(), 200);
    let gone = host.product_request(Method::DELETE, PAGE).await.unwrap();
    assert_eq!(gone.status_code(), 204);
    let deliveries = host.settled().await;
    let paths: Vec<_> = deliveries
        .iter()
        .map(|delivery| delivery.url.path())
        .collect();
    assert_eq!(paths, ["/updated", "/label", "/trashed"]);
    let body = app.last("/updated").json();
    assert_eq!(body["page"]["title"], "Told");
    assert_eq!(body["page"]["version"], 2);
    assert_eq!(body["userAccountId"], DEFAULT_USER);
    assert!(body["timestamp"].is_i64());
    assert_eq!(app.last("/label").json()["labeled"]["id"], "65537");
    assert!(app.received("/comment").is_empty());
}

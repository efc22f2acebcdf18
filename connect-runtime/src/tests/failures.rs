//! What the caller and the log see of a failed request.

use maud::html;
use serde_json::Value;

use super::fixture::{Host, Log};
use crate::{FailedRequest, Page};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// Opens a page in a browser: returns the status, the type, the request id and the body.
async fn browse(host: &Host, target: &str, accept: &str) -> (u16, String, String, String) {
    let token = Host::request_token("GET", target);
    let request = host
        .client
        .get(host.url(target))
        .header("authorization", format!("JWT {token}"))
        .header("accept", accept);
    let response = request.send().await.unwrap();
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    let (content_type, id) = (header("content-type"), header("x-request-id"));
    let status = response.status().as_u16();
    (status, content_type, id, response.text().await.unwrap())
}

#[tokio::test]
async fn a_browser_is_shown_a_page_with_the_request_id() {
    let host = Host::installed().await;
    let log = Log::start();
    let (status, content_type, id, page) = browse(&host, "/fails", BROWSER).await;
    let log = log.stop();
    assert_eq!((status, &*content_type), (500, "text/html; charset=utf-8"));
    assert!(page.contains(&format!("<code>{id}</code>")), "{page}");
    assert!(page.contains("Something went wrong"), "{page}");
    assert!(!page.contains("xyzzy"), "{page}");
    let logged: Vec<_> = log.lines().filter(|line| line.contains("xyzzy")).collect();
    assert_eq!(logged.len(), 1, "{log}");
    assert!(logged[0].contains(&format!("id={id}")), "{log}");
    for (target, status) in [("/votes", 400), ("/nothing", 404), ("/panics", 500)] {
        let (found, _, id, page) = browse(&host, target, BROWSER).await;
        assert_eq!(found, status, "{target}");
        assert!(page.contains(&format!("<code>{id}</code>")), "{page}");
    }
}

#[tokio::test]
async fn a_script_is_answered_in_json_or_text() {
    let host = Host::installed().await;
    let (_, content_type, id, body) = browse(&host, "/fails", "application/json").await;
    assert_eq!(content_type, "application/json");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(body["error"], "internal server error");
    assert_eq!(body["status"], 500);
    assert_eq!(body["requestId"], id);
    let (_, content_type, _, body) = browse(&host, "/nothing", "*/*").await;
    assert_eq!(
        (&*content_type, &*body),
        ("text/plain; charset=utf-8", "not found")
    );
}

#[tokio::test]
async fn what_an_extractor_cannot_read_is_reported_in_the_callers_format() {
    let host = Host::installed().await;
    let post = async |accept: &str| {
        let request = host
            .client
            .post(host.url("/api/vote/7"))
            .header("authorization", format!("JWT {}", Host::context_token()))
            .header("content-type", "application/json")
            .header("accept", accept)
            .body("{");
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 400);
        response.text().await.unwrap()
    };
    let reason = post("*/*").await;
    assert!(reason.contains("JSON"), "{reason}");
    let answer: Value = serde_json::from_str(&post("application/json").await).unwrap();
    assert_eq!(answer["error"], reason);
    assert!(post(BROWSER).await.contains("Request id: "));
}

#[tokio::test]
async fn the_apps_own_error_page_replaces_it() {
    let host = Host::start(|app| {
        app.error_page(|failed: &FailedRequest| {
            assert_ne!(failed.status.as_u16(), 405, "on purpose");
            Page::new("Sorry").body(html! { (failed.message) " " (failed.request_id.as_str()) })
        })
    })
    .await;
    for (target, status, message) in [
        ("/votes?issue.key=D-1", 401, "unauthorized"),
        ("/x", 404, "not found"),
    ] {
        let (found, _, id, page) = browse(&host, target, BROWSER).await;
        assert_eq!(found, status);
        assert!(page.contains(&format!("{message} {id}")), "{page}");
        let (_, _, _, text) = browse(&host, target, "*/*").await;
        assert_eq!(text.trim_end(), message);
    }
    let refused = host
        .client
        .get(host.url("/votes"))
        .header("accept", BROWSER);
    let refused = refused.send().await.unwrap();
    assert!(refused.headers().contains_key("www-authenticate"));
    // A page that panics still gets a response.
    let wrong = host
        .client
        .delete(host.url("/votes"))
        .header("accept", BROWSER);
    let wrong = wrong.send().await.unwrap();
    assert_eq!(wrong.status(), 405);
    assert!(wrong.text().await.unwrap().contains("Request id: "));
}

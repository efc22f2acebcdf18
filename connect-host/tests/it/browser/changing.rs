//! Forms change things as the visitor, and only from our own pages.

use std::sync::{Arc, Mutex};

use connect_host::Method;
use connect_host::rest::{Answer, RestCall};
use serde_json::json;

use super::{Visitor, on_jira};

async fn comment(visitor: &Visitor, session: &str, back: &str) -> (u16, String, String) {
    let fields = [
        ("session", session),
        ("issue", "DEMO-1"),
        ("body", "Well done"),
        ("back", back),
    ];
    visitor.send("/_host/act/comment", &fields).await
}

const COMMENT: &str = "/rest/api/2/issue/{issueIdOrKey}/comment";

/// The comments that the product is asked to add from now on.
fn added_comments(visitor: &Visitor) -> Arc<Mutex<Vec<RestCall>>> {
    let calls = Arc::new(Mutex::new(Vec::new()));
    let made = Arc::clone(&calls);
    let route = visitor.host.rest(Method::POST, COMMENT).unwrap();
    route.answer_with(move |call| {
        made.lock().unwrap().push(call.clone());
        Answer::status(201).with_json(json!({ "id": "1" }))
    });
    calls
}

#[tokio::test]
async fn a_comment_is_made_as_the_visitor() {
    let visitor = on_jira(json!({})).await;
    visitor.become_user("557058:bob").await;
    let calls = added_comments(&visitor);
    let secret = visitor.secret().await;
    let (status, location, _) = comment(&visitor, &secret, "/browse/DEMO-1").await;
    assert_eq!((status, &*location), (303, "/browse/DEMO-1"));
    let calls = calls.lock().unwrap();
    let [call] = calls.as_slice() else {
        unreachable!("one comment, not {}", calls.len())
    };
    assert_eq!(call.target, "/rest/api/2/issue/DEMO-1/comment");
    assert_eq!(call.user.as_deref(), Some("557058:bob"));
    assert_eq!(call.json, Some(json!({ "body": "Well done" })));
}

#[tokio::test]
async fn without_the_secret_nothing_changes() {
    let visitor = on_jira(json!({})).await;
    let calls = added_comments(&visitor);
    for session in ["", "ATCOguess"] {
        assert_eq!(comment(&visitor, session, "/").await.0, 403);
        let fields = [("session", session), ("user", "x")];
        let (status, ..) = visitor.send("/_host/session", &fields).await;
        assert_eq!(status, 403);
    }
    assert!(calls.lock().unwrap().is_empty());
    let page = visitor.look("/_host/people").await;
    let usual = connect_host::DEFAULT_USER;
    let usual = format!("label input[name=user][value='{usual}']");
    assert!(page.has(&usual), "{}", page.text);
}

#[tokio::test]
async fn a_form_redirects_only_within_the_site() {
    let visitor = on_jira(json!({})).await;
    let secret = visitor.secret().await;
    for away in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "evil",
    ] {
        let fields = [("session", &*secret), ("theme", "dark"), ("back", away)];
        let (status, location, _) = visitor.send("/_host/session", &fields).await;
        assert_eq!((status, &*location), (303, "/"), "{away}");
    }
    let page = visitor.look("/issues").await;
    assert_eq!(page.one("html").attr("data-color-mode"), Some("dark"));
}

#[tokio::test]
async fn a_refusal_is_reported_in_the_products_words() {
    let visitor = on_jira(json!({})).await;
    let refusal = json!({ "errorMessages": ["No comments today."], "errors": {} });
    let refusal = Answer::status(403).with_json(refusal);
    visitor
        .host
        .rest(Method::POST, COMMENT)
        .unwrap()
        .once(refusal);
    let secret = visitor.secret().await;
    let (status, _, text) = comment(&visitor, &secret, "/browse/DEMO-1").await;
    assert_eq!(status, 403);
    assert!(text.contains("No comments today."), "{text}");
}

#[tokio::test]
async fn each_browser_has_a_session_of_its_own() {
    let visitor = on_jira(json!({})).await;
    let secret = visitor.secret().await;
    assert_eq!(visitor.secret().await, secret);
    let other = reqwest::Client::builder().no_proxy().build().unwrap();
    let page = other
        .get(format!("{}/issues", visitor.origin))
        .send()
        .await
        .unwrap();
    let cookie = page.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    assert!(!page.text().await.unwrap().contains(&secret));
}

//! A page works whatever the app does, and reports what that was.

use std::time::Duration;

use connect_host::Host;
use serde_json::json;

use super::visitor::text;
use super::{Visitor, name, on_jira};
use crate::recording_app::panel;

async fn found(visitor: &Visitor, key: &str) -> Vec<String> {
    let secret = visitor.secret().await;
    let asked = json!({ "product": "jira", "key": key, "context": { "issue.key": "DEMO-1" } });
    let (status, answer) = visitor
        .post("/_host/diagnosis", Some(&secret), &asked)
        .await;
    assert_eq!(status, 200);
    let found = answer["found"].as_array().unwrap();
    found
        .iter()
        .map(|it| it.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_frame_that_fails_to_load_is_explained() {
    let visitor = on_jira(panel()).await;
    assert_eq!(visitor.look("/browse/DEMO-1").await.status, 200);
    let first = async || found(&visitor, "votes").await.swap_remove(0);
    visitor.app.answer("/votes", 500);
    assert_eq!(
        first().await,
        "the answer is 500 Internal Server Error: users see the error in the iframe"
    );
    visitor.app.answer("/votes", 302);
    assert!(first().await.starts_with("a redirect names no address"));
    let script = "<script src=/all.js></script>";
    visitor
        .app
        .answer_html("/votes", &format!("{script}{}", "x".repeat(1 << 20)));
    assert_eq!(
        found(&visitor, "votes").await,
        [""; 0],
        "a megabyte is not a fault"
    );
    visitor
        .app
        .answer_html("/votes", &format!("{script}{}", "x".repeat(9 << 20)));
    assert!(first().await.starts_with("the answer is longer than 8 MiB"));
    visitor.app.answer_html("/votes", "<p>no bridge</p>");
    assert!(first().await.contains("does not load all.js"));
    visitor.app.set_policy("frame-ancestors 'none'");
    visitor.app.forget("/votes");
    assert!(
        first().await.contains("frame-ancestors"),
        "{}",
        first().await
    );
    assert_eq!(visitor.look("/browse/DEMO-1").await.status, 200);
}

#[tokio::test]
async fn an_app_that_hangs_or_crashes_is_explained_and_the_pages_still_work() {
    let impatient = Host::jira().timeout(Duration::from_millis(300));
    let visitor = Visitor::new(impatient, "", panel()).await;
    visitor.app.hang("/votes");
    let findings = found(&visitor, "votes").await;
    assert!(findings[0].starts_with("no answer in 0."), "{findings:?}");
    assert!(
        findings[0].contains("after about ten seconds"),
        "{findings:?}"
    );
    assert_eq!(visitor.look("/browse/DEMO-1").await.status, 200);
    visitor.app.crash();
    let findings = found(&visitor, "votes").await;
    let expected = "users see that the app does not respond";
    assert!(
        findings[0].starts_with("no answer: ") && findings[0].ends_with(expected),
        "{findings:?}"
    );
    let page = visitor.look("/browse/DEMO-1").await;
    assert!(page.status == 200 && page.has(".ap-frame"));
}

#[tokio::test]
async fn a_static_macro_that_hangs_is_not_waited_for() {
    let impatient = Host::confluence().timeout(Duration::from_millis(300));
    let visitor = Visitor::new(impatient, "/wiki", sum()).await;
    visitor.app.hang("/sum");
    let page = visitor.look("/wiki/spaces/DEMO/pages/65537").await;
    assert_eq!(page.status, 200);
    let notices = page.all("main .notice");
    let expected = "Confluence waits ten seconds for a static macro";
    assert!(
        notices.iter().any(|it| text(*it).contains(expected)),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn a_diagnosis_requires_the_pages_secret() {
    let visitor = on_jira(panel()).await;
    let asked = json!({ "product": "jira", "key": "votes" });
    assert_eq!(visitor.post("/_host/diagnosis", None, &asked).await.0, 403);
    assert_eq!(
        visitor
            .post("/_host/diagnosis", Some("ATCOguess"), &asked)
            .await
            .0,
        403
    );
    assert!(visitor.app.received("/votes").is_empty());
}

#[tokio::test]
async fn a_disabled_app_has_no_frames() {
    let visitor = on_jira(panel()).await;
    visitor.host.disable().await.unwrap();
    let page = visitor.look("/browse/DEMO-1").await;
    assert_eq!(page.status, 200);
    assert!(!page.has(".ap-frame"));
    assert!(
        visitor
            .look("/modules")
            .await
            .text
            .contains("No app is enabled here.")
    );
}

fn sum() -> serde_json::Value {
    json!({ "staticContentMacros": [{
        "key": "sum", "name": name("Sum"), "url": "/sum?of={of}&page={content.id}",
        "parameters": [{ "identifier": "of", "name": name("Of"), "type": "string", "defaultValue": "3" }],
    }] })
}

async fn with_macro() -> Visitor {
    Visitor::new(Host::confluence(), "/wiki", sum()).await
}

#[tokio::test]
async fn a_static_macro_is_rendered_by_the_app_and_cleaned() {
    let visitor = with_macro().await;
    visitor.app.answer_html(
        "/sum",
        "<p>seven</p><script>steal()</script><img src=x onerror=steal()>",
    );
    let page = visitor.look("/wiki/spaces/DEMO/pages/65537").await;
    assert_eq!(page.status, 200, "{}", page.text);
    assert_eq!(text(page.one(".macro[data-module=sum] p")), "seven");
    assert!(!page.text.contains("steal"), "{}", page.text);
    assert_eq!(
        visitor.app.last("/sum").parameter("of").as_deref(),
        Some("3")
    );
    assert_eq!(
        visitor.app.last("/sum").parameter("page").as_deref(),
        Some("65537")
    );
}

#[tokio::test]
async fn a_static_macro_that_fails_says_so_in_its_place() {
    let visitor = with_macro().await;
    for (status, expected) in [(500, "500 Internal Server Error"), (302, "302 Found")] {
        visitor.app.answer("/sum", status);
        let page = visitor.look("/wiki/spaces/DEMO/pages/65537").await;
        assert_eq!(page.status, 200);
        let notices = page.all("main .notice");
        assert!(
            notices.iter().any(|it| text(*it).contains(expected)),
            "{expected}: {}",
            page.text
        );
    }
    visitor.app.answer_html("/sum", &"<p>x</p>".repeat(1 << 18));
    let page = visitor.look("/wiki/spaces/DEMO/pages/65537").await;
    assert!(page.text.contains("2048 KiB"), "{}", page.text.len());
    assert!(page.text.len() < 1 << 18);
}

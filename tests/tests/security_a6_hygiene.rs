//! SECURITY A6: what the app tells those who asked for nothing good.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use connect_tests::{INSTALLED, NEW_SECRET, PANEL, Site, UNINSTALLED, WEBHOOK, WHOAMI};
use serde_json::json;

#[tokio::test]
async fn case_117_unknown_issuer_with_markup() {
    let site = Site::start().await;
    let markup = "<script>alert(document.domain)</script>\r\nX-Injected: 1";
    let token = || site.a.request_token("GET", PANEL).issuer(markup);
    for attempt in [
        site.get(PANEL).in_query(token()),
        site.get(PANEL).token(token()),
        site.get(WHOAMI)
            .token(site.a.context_token().issuer(markup)),
        site.get(PANEL).in_query("<script>alert(1)</script>"),
    ] {
        let reply = attempt
            .header("accept", "text/html,application/xhtml+xml")
            .await
            .is(401);
        assert!(!reply.body.contains('<'), "{}", reply.body);
        assert_eq!(reply.headers["content-type"], "text/plain; charset=utf-8");
        assert!(!reply.headers.contains_key("x-injected"));
    }
}

#[tokio::test]
async fn case_118_the_descriptor_is_public() {
    let site = Site::empty().await;
    let reply = site.get("/atlassian-connect.json").await.is(200);
    assert_eq!(reply.headers["content-type"], "application/json");
    assert_eq!(reply.json()["key"], "com.example.conformance");
    assert_eq!(reply.json()["baseUrl"], site.base_url());
    assert_eq!(
        site.app.descriptor_url().as_str(),
        format!("{}/atlassian-connect.json", site.base_url())
    );
}

/// [`Reply::is`](connect_tests::Reply::is) looks at every refusal of every case for the token,
/// its segments and the secrets; here are those that had most reason to say them.
#[tokio::test]
async fn case_119_an_error_shows_no_token_and_no_secret() {
    let site = Site::start().await;
    let a = &site.a;
    let secret = a.shared_secret();
    for (status, attempt) in [
        (
            401,
            site.get(PANEL).in_query(a.token().qsh("0").issuer(&secret)),
        ),
        (401, site.get(PANEL).in_query(secret.as_str())),
        (401, site.get(PANEL).token(secret.as_str())),
        (
            401,
            site.get(WHOAMI).token(a.context_token().hs256("a guess")),
        ),
        (
            401,
            site.get(WHOAMI)
                .token(a.context_token().header("alg", secret.as_str())),
        ),
        (
            401,
            site.post(WEBHOOK)
                .token(a.context_token())
                .json(&json!({"secret": secret})),
        ),
        (
            401,
            site.post(INSTALLED)
                .token(a.context_token())
                .json(&site.install_body(a)),
        ),
        (401, {
            let token = site.lifecycle_token(a, INSTALLED).key_id(&secret);
            site.post(INSTALLED)
                .token(token)
                .json(&site.install_body(a))
        }),
        (403, {
            let token = site.lifecycle_token(&site.b, INSTALLED);
            site.post(INSTALLED)
                .token(token)
                .json(&site.install_body(a))
        }),
        (400, {
            let mut body = site.install_body(a);
            body["eventType"] = NEW_SECRET.into();
            let token = site.lifecycle_token(a, INSTALLED);
            site.post(INSTALLED).token(token).json(&body)
        }),
        (400, {
            let body = format!("{{\"sharedSecret\": \"{secret}\", oops");
            let token = site.lifecycle_token(a, INSTALLED);
            site.post(INSTALLED)
                .token(token)
                .body("application/json", body)
        }),
        (401, {
            // A secret where none belongs.
            let mut body = site.uninstall_body(a);
            body["sharedSecret"] = secret.as_str().into();
            site.post(UNINSTALLED).token("garbage").json(&body)
        }),
        // A route that is not there, and a method that is not served.
        (
            404,
            site.get("/no/such/route")
                .in_query(a.request_token("GET", PANEL)),
        ),
        (
            405,
            site.get(INSTALLED)
                .in_query(site.lifecycle_token(a, INSTALLED)),
        ),
    ] {
        let reply = attempt.await.is(status);
        assert!(!reply.body.contains(NEW_SECRET), "{}", reply.body);
    }
}

//! Part A6: what refusals and public routes reveal.

use end_to_end::{INSTALLED, NEW_SECRET, PANEL, RunningApp, UNINSTALLED, WEBHOOK, WHOAMI};
use serde_json::json;

#[tokio::test]
async fn case_117_unknown_issuer_with_markup() {
    let app = RunningApp::start().await;
    let markup = "<script>alert(document.domain)</script>\r\nX-Injected: 1";
    let token = || app.a.request_token("GET", PANEL).issuer(markup);
    for request in [
        app.get(PANEL).in_query(token()),
        app.get(PANEL).token(token()),
        app.get(WHOAMI).token(app.a.context_token().issuer(markup)),
        app.get(PANEL).in_query("<script>alert(1)</script>"),
    ] {
        let response = request
            .header("accept", "text/html,application/xhtml+xml")
            .await
            .is(401);
        // The page is the runtime's own; nothing of the request is in it.
        assert_eq!(response.headers["content-type"], "text/html; charset=utf-8");
        for part in ["alert", "X-Injected"] {
            assert!(!response.body.contains(part), "{}", response.body);
        }
        assert!(!response.headers.contains_key("x-injected"));
    }
}

#[tokio::test]
async fn case_118_the_descriptor_is_public() {
    let app = RunningApp::empty().await;
    let response = app.get("/atlassian-connect.json").await.is(200);
    assert_eq!(response.headers["content-type"], "application/json");
    assert_eq!(response.json()["key"], "com.example.conformance");
    assert_eq!(response.json()["baseUrl"], app.base_url());
    assert_eq!(
        app.server.descriptor_url().as_str(),
        format!("{}/atlassian-connect.json", app.base_url())
    );
}

/// [`Response::is`](end_to_end::Response::is) looks at every refusal of every case for the token,
/// its segments and the secrets; these are the refusals most likely to contain them.
#[tokio::test]
async fn case_119_an_error_shows_no_token_and_no_secret() {
    let app = RunningApp::start().await;
    let a = &app.a;
    let secret = a.shared_secret();
    for (status, request) in [
        (
            401,
            app.get(PANEL).in_query(a.token().qsh("0").issuer(&secret)),
        ),
        (401, app.get(PANEL).in_query(secret.as_str())),
        (401, app.get(PANEL).token(secret.as_str())),
        (
            401,
            app.get(WHOAMI).token(a.context_token().hs256("a guess")),
        ),
        (
            401,
            app.get(WHOAMI)
                .token(a.context_token().header("alg", secret.as_str())),
        ),
        (
            401,
            app.post(WEBHOOK)
                .token(a.context_token())
                .json(&json!({"secret": secret})),
        ),
        (
            401,
            app.post(INSTALLED)
                .token(a.context_token())
                .json(&app.install_body(a)),
        ),
        (401, {
            let token = app.lifecycle_token(a, INSTALLED).key_id(&secret);
            app.post(INSTALLED).token(token).json(&app.install_body(a))
        }),
        (403, {
            let token = app.lifecycle_token(&app.b, INSTALLED);
            app.post(INSTALLED).token(token).json(&app.install_body(a))
        }),
        (400, {
            let mut body = app.install_body(a);
            body["eventType"] = NEW_SECRET.into();
            let token = app.lifecycle_token(a, INSTALLED);
            app.post(INSTALLED).token(token).json(&body)
        }),
        (400, {
            let body = format!("{{\"sharedSecret\": \"{secret}\", oops");
            let token = app.lifecycle_token(a, INSTALLED);
            app.post(INSTALLED)
                .token(token)
                .body("application/json", body)
        }),
        (401, {
            // A secret in a place where none belongs.
            let mut body = app.uninstall_body(a);
            body["sharedSecret"] = secret.as_str().into();
            app.post(UNINSTALLED).token("garbage").json(&body)
        }),
        // A route that does not exist, and a method that is not served.
        (
            404,
            app.get("/no/such/route")
                .in_query(a.request_token("GET", PANEL)),
        ),
        (
            405,
            app.get(INSTALLED)
                .in_query(app.lifecycle_token(a, INSTALLED)),
        ),
    ] {
        let response = request.await.is(status);
        assert!(!response.body.contains(NEW_SECRET), "{}", response.body);
    }
}

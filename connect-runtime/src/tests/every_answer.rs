//! What every response carries, and the log line of every request.

use http::header::{
    CACHE_CONTROL, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::fixture::{Host, Log};

/// A response of each kind of route, and of an unknown path.
async fn answers(host: &Host) -> Vec<(&'static str, u16, Response)> {
    let call = async |method: Method, target: &str, token: Option<String>, body: Option<Value>| {
        let url = format!("http://{}{target}", host.app.address());
        let mut request = host.client.request(method, url);
        if let Some(token) = token {
            request = request.header("authorization", format!("JWT {token}"));
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.unwrap()
    };
    let (get, post) = (Method::GET, Method::POST);
    let installed = "/lifecycle/installed";
    let mut body = Host::payload("one", "installed");
    body["sharedSecret"] = "secret-one".into();
    let signed = |method: &str, target: &str| Some(Host::request_token(method, target));
    let context = Some(Host::context_token());
    let install = Some(host.lifecycle_token("one", installed));
    let panel = "/votes?issue.key=D-1";
    let hook = "/webhooks/greet";
    let event = Some(json!({ "issue": "D-1" }));
    let vote = Some(json!("up"));
    vec![
        (
            "install",
            204,
            call(post.clone(), installed, install, Some(body)).await,
        ),
        (
            "refused install",
            415,
            call(post.clone(), installed, None, None).await,
        ),
        (
            "no install",
            405,
            call(get.clone(), installed, None, None).await,
        ),
        (
            "page",
            200,
            call(get.clone(), panel, signed("GET", panel), None).await,
        ),
        (
            "refused page",
            401,
            call(get.clone(), panel, None, None).await,
        ),
        (
            "failed page",
            500,
            call(get.clone(), "/fails", signed("GET", "/fails"), None).await,
        ),
        (
            "wrong method",
            405,
            call(Method::DELETE, panel, None, None).await,
        ),
        (
            "webhook",
            204,
            call(post.clone(), hook, signed("POST", hook), event).await,
        ),
        (
            "endpoint",
            200,
            call(post.clone(), "/api/vote/7", context.clone(), vote).await,
        ),
        (
            "no JSON",
            415,
            call(post, "/api/vote/7", context, None).await,
        ),
        (
            "health",
            200,
            call(get.clone(), "/healthz", None, None).await,
        ),
        (
            "readiness",
            200,
            call(get.clone(), "/readyz", None, None).await,
        ),
        ("nothing", 404, call(get.clone(), "/", None, None).await),
        (
            "public",
            200,
            call(get.clone(), "/privacy", None, None).await,
        ),
        (
            "descriptor",
            200,
            call(get, "/atlassian-connect.json", None, None).await,
        ),
    ]
}

#[tokio::test]
async fn has_the_headers_that_a_browser_needs() {
    let base_url = "https://votes.example.com".parse().unwrap();
    let host = Host::configured(|config| config.base_url(base_url)).await;
    for (what, status, answer) in answers(&host).await {
        assert_eq!(answer.status(), status, "{what}");
        let header = |name| {
            answer
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap())
        };
        assert_eq!(
            header(STRICT_TRANSPORT_SECURITY),
            Some("max-age=31536000"),
            "{what}"
        );
        assert_eq!(header(REFERRER_POLICY), Some("origin"), "{what}");
        assert_eq!(header(X_CONTENT_TYPE_OPTIONS), Some("nosniff"), "{what}");
        let kept = matches!(what, "public" | "descriptor");
        let expected = (!kept).then_some("no-store, no-cache");
        assert_eq!(header(CACHE_CONTROL), expected, "{what}");
        assert!(answer.headers().contains_key("x-request-id"), "{what}");
    }
}

#[tokio::test]
async fn has_no_hsts_without_tls() {
    let host = Host::start(|app| app).await;
    for (what, _, answer) in answers(&host).await {
        assert!(
            !answer.headers().contains_key(STRICT_TRANSPORT_SECURITY),
            "{what}"
        );
    }
}

#[tokio::test]
async fn leaves_one_line_without_its_query() {
    let host = Host::installed().await;
    let log = Log::start();
    let token = Host::request_token("GET", "/votes?issue.key=D-1");
    let url = host.url(&format!("/votes?issue.key=D-1&jwt={token}"));
    let page = host
        .client
        .get(url)
        .header("x-request-id", "from-the-proxy");
    let page = page.send().await.unwrap();
    assert_eq!(page.headers()["x-request-id"], "from-the-proxy");
    assert_eq!(host.status("/nothing").await, 404);
    assert_eq!(host.status("/privacy").await, 200);
    let log = log.stop();
    assert!(!log.contains(&token) && !log.contains("D-1"), "{log}");
    let answered: Vec<_> = log
        .lines()
        .filter(|line| line.contains("answered"))
        .collect();
    let [page, nothing, privacy] = answered[..] else {
        panic!("{log}");
    };
    for part in [
        // Its span, which each line of the request has.
        "INFO request{id=from-the-proxy module=\"web panel \\\"votes\\\"\" tenant=\"one\"}",
        "method=GET",
        "path=/votes ",
        "status=200",
        "ms=",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(
        nothing.contains("INFO") && nothing.contains("status=404"),
        "{nothing}"
    );
    assert!(
        privacy.contains("DEBUG") && privacy.contains("path=/privacy"),
        "{privacy}"
    );
}

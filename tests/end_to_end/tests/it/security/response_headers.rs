//! Part B, 242 and 275: the headers of every response.

use connect_host::{Host, KeyHost};
use connect_runtime::App;
use connect_runtime::config::{Config, Database};
use end_to_end::{PANEL, Response, RunningApp, WEBHOOK, WHOAMI};
use reqwest::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use serde_json::json;

const CHART: &str = "/chart?page.id=1";

#[track_caller]
fn header(headers: &HeaderMap, name: HeaderName) -> &str {
    let values: Vec<_> = headers.get_all(&name).iter().collect();
    assert_eq!(values.len(), 1, "{name}: {values:?}");
    values[0].to_str().unwrap()
}

#[tokio::test]
async fn case_242_pages_are_framed_by_their_own_site_only() {
    let app = RunningApp::start().await;
    for host in [&app.a, &app.b] {
        for target in [PANEL, "/page", CHART] {
            let page = app.get(target).in_query(host.request_token("GET", target));
            let Response { headers, .. } = page.await.is(200);
            assert!(!headers.contains_key(X_FRAME_OPTIONS));
            // Besides the policy for what the page may run, which does not mention frames.
            let policies = headers.get_all(CONTENT_SECURITY_POLICY).iter();
            let rules = policies.flat_map(|policy| policy.to_str().unwrap().split(';'));
            let framing: Vec<&str> = rules
                .filter_map(|rule| rule.trim().strip_prefix("frame-ancestors "))
                .collect();
            let [ancestors] = framing[..] else {
                panic!("{headers:?}");
            };
            let mut sources = ancestors.split(' ');
            let origin = host.base_url().origin().ascii_serialization();
            assert!(sources.any(|source| source == origin), "{ancestors}");
            assert!(
                ancestors.split(' ').all(|source| source.contains(&origin)
                    || source == "'self'"
                    || source.ends_with(".atlassian.com")
                    || source.ends_with(".jira.com")),
                "{ancestors}"
            );
            assert_eq!(header(&headers, CACHE_CONTROL), "no-store, no-cache");
            assert_eq!(header(&headers, X_CONTENT_TYPE_OPTIONS), "nosniff");
            let referrer = header(&headers, REFERRER_POLICY);
            let strict = ["origin", "strict-origin", "same-origin", "no-referrer"];
            assert!(strict.contains(&referrer), "{referrer}");
        }
    }
}

#[tokio::test]
async fn calls_and_refusals_are_not_stored() {
    let app = RunningApp::start().await;
    let call = app.get(WHOAMI).token(app.a.context_token()).await.is(200);
    assert_eq!(header(&call.headers, CACHE_CONTROL), "no-store, no-cache");
    for refused in [app.get(WHOAMI), app.get(PANEL), app.get("/page")] {
        let response = refused.await.is(401);
        assert_eq!(
            header(&response.headers, CACHE_CONTROL),
            "no-store, no-cache"
        );
    }
    let missing = app.get("/chart").in_query("x").await.is(401);
    assert_eq!(
        header(&missing.headers, CACHE_CONTROL),
        "no-store, no-cache"
    );
}

#[tokio::test]
async fn case_275_every_answer_has_its_headers() {
    let keys = KeyHost::start().await.unwrap();
    let base_url = "https://votes.example.com";
    let config = Config::development()
        .bind(([127, 0, 0, 1], 0))
        .database(Database::Memory)
        .base_url(base_url.parse().unwrap())
        .key_host(keys.url().clone());
    let app = App::collected().unwrap().config(|_| config);
    let app = app.with_state(conformance_app::Calls::default());
    let app = app.spawn().await.unwrap();
    let host = Host::jira().key_host(&keys).start().await.unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = |target: &str| format!("http://{}{target}", app.address());

    let installed = "/lifecycle/installed";
    let token = host.install_token(installed, base_url).build().unwrap();
    let install = client
        .post(url(installed))
        .header(AUTHORIZATION, format!("JWT {token}"));
    let body = host.lifecycle_payload("installed", app.tenants().app_key());
    let installed = install.json(&body).send().await.unwrap();
    assert_eq!(installed.status(), 204);
    has_its_headers("installed", installed.headers(), false);

    let request = |method: &str, target: &str| {
        let token = host.request_token(method, target).build().unwrap();
        Some(token)
    };
    let context = |active: bool| {
        let claim = json!({ "license": { "active": active } });
        let token = host.context_token().claim("context", claim).build();
        Some(token.unwrap())
    };
    let panel_twice = format!("{PANEL}&issue.key=A-2");
    let event = json!({ "issue": { "id": "1" } }).to_string();
    let long = "a".repeat((1 << 20) + 1);
    let (get, post, json_type) = ("GET", "POST", "application/json");
    for (what, method, target, token, body, status, kept) in [
        ("page", get, PANEL, request(get, PANEL), None, 200, false),
        (
            "document",
            get,
            "/page",
            request(get, "/page"),
            None,
            200,
            false,
        ),
        ("cacheable page", get, "/shell", None, None, 200, true),
        ("public", get, "/open", None, None, 200, true),
        (
            "descriptor",
            get,
            "/atlassian-connect.json",
            None,
            None,
            200,
            true,
        ),
        ("health", get, "/healthz", None, None, 200, false),
        ("endpoint", get, WHOAMI, context(true), None, 200, false),
        (
            "webhook",
            post,
            WEBHOOK,
            request(post, WEBHOOK),
            Some(&event),
            204,
            false,
        ),
        ("no token", get, PANEL, None, None, 401, false),
        ("no token", get, WHOAMI, None, None, 401, false),
        ("no token", post, WEBHOOK, None, Some(&event), 401, false),
        (
            "no install",
            post,
            "/lifecycle/installed",
            None,
            Some(&event),
            401,
            false,
        ),
        (
            "twice",
            get,
            &*panel_twice,
            request(get, &panel_twice),
            None,
            400,
            false,
        ),
        (
            "unlicensed page",
            get,
            "/sold?lic=none",
            request(get, "/sold?lic=none"),
            None,
            402,
            false,
        ),
        (
            "unlicensed call",
            get,
            "/api/sold",
            context(false),
            None,
            402,
            false,
        ),
        ("nothing", get, "/", None, None, 404, false),
        (
            "method",
            get,
            "/lifecycle/installed",
            None,
            None,
            405,
            false,
        ),
        ("method", post, WHOAMI, context(true), None, 405, false),
        (
            "long",
            post,
            "/api/echo",
            context(true),
            Some(&long),
            413,
            false,
        ),
        (
            "no JSON",
            post,
            "/api/echo",
            context(true),
            None,
            415,
            false,
        ),
        // No site serves its REST API here, so nobody can tell who administers it.
        (
            "unknown",
            post,
            "/api/settings",
            context(true),
            None,
            503,
            false,
        ),
    ] {
        let mut call = client.request(method.parse().unwrap(), url(target));
        if let Some(token) = token {
            call = call.header(AUTHORIZATION, format!("JWT {token}"));
        }
        if let Some(body) = body {
            call = call.header(CONTENT_TYPE, json_type).body(body.clone());
        }
        let response = call.send().await.unwrap();
        assert_eq!(response.status(), status, "{what}: {method} {target}");
        has_its_headers(what, response.headers(), kept);
        if what == "document" {
            let policies = response.headers().get_all(CONTENT_SECURITY_POLICY).iter();
            let policies: Vec<_> = policies.map(|it| it.to_str().unwrap().to_owned()).collect();
            let text = response.text().await.unwrap();
            let nonce = text
                .split("nonce=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next());
            let nonce = format!("script-src 'self' 'nonce-{}'", nonce.unwrap());
            assert!(
                policies.iter().any(|it| it.contains(&nonce)),
                "{policies:?}"
            );
        }
    }
}

#[track_caller]
fn has_its_headers(what: &str, headers: &HeaderMap, public: bool) {
    let hsts = header(headers, STRICT_TRANSPORT_SECURITY);
    let age = hsts
        .split(';')
        .find_map(|rule| rule.trim().strip_prefix("max-age="));
    assert!(age.unwrap().parse::<u64>().unwrap() >= 31_536_000, "{hsts}");
    assert_eq!(header(headers, REFERRER_POLICY), "origin", "{what}");
    assert_eq!(header(headers, X_CONTENT_TYPE_OPTIONS), "nosniff", "{what}");
    assert!(headers.contains_key("x-request-id"), "{what}");
    if !public {
        assert_eq!(
            header(headers, CACHE_CONTROL),
            "no-store, no-cache",
            "{what}"
        );
    }
}

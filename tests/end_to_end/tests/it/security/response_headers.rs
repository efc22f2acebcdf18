//! Part B, 242 and 275: the headers of every response.

use connect_host::{Host, KeyHost};
use connect_runtime::App;
use connect_runtime::config::{Config, Database};
use end_to_end::{PANEL, Response, RunningApp, WHOAMI};
use reqwest::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderMap, HeaderName, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};

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
            let policy = header(&headers, CONTENT_SECURITY_POLICY);
            let ancestors = policy
                .split(';')
                .find_map(|rule| rule.trim().strip_prefix("frame-ancestors "))
                .unwrap();
            let mut sources = ancestors.split(' ');
            let origin = host.base_url().origin().ascii_serialization();
            assert!(sources.any(|source| source == origin), "{policy}");
            assert!(
                ancestors.split(' ').all(|source| source.contains(&origin)
                    || source == "'self'"
                    || source.ends_with(".atlassian.com")
                    || source.ends_with(".jira.com")),
                "{policy}"
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
    has_its_headers(installed.headers(), false);

    let token = host.request_token("GET", PANEL).build().unwrap();
    for (target, status, public) in [
        (format!("{PANEL}&jwt={token}"), 200, false),
        ("/open".to_owned(), 200, true),
        ("/atlassian-connect.json".to_owned(), 200, true),
        (PANEL.to_owned(), 401, false),
        (WHOAMI.to_owned(), 401, false),
        ("/".to_owned(), 404, false),
        ("/lifecycle/installed".to_owned(), 405, false),
        ("/healthz".to_owned(), 200, false),
        ("/readyz".to_owned(), 200, false),
    ] {
        let response = client.get(url(&target)).send().await.unwrap();
        assert_eq!(response.status(), status, "{target}");
        has_its_headers(response.headers(), public);
    }
}

#[track_caller]
fn has_its_headers(headers: &HeaderMap, public: bool) {
    let hsts = header(headers, STRICT_TRANSPORT_SECURITY);
    let age = hsts
        .split(';')
        .find_map(|rule| rule.trim().strip_prefix("max-age="));
    assert!(age.unwrap().parse::<u64>().unwrap() >= 31_536_000, "{hsts}");
    assert_eq!(header(headers, REFERRER_POLICY), "origin");
    assert_eq!(header(headers, X_CONTENT_TYPE_OPTIONS), "nosniff");
    if !public {
        assert_eq!(header(headers, CACHE_CONTROL), "no-store, no-cache");
    }
}

//! Who has a licence, according to what the host has signed, and what those without one are shown.

use connect_host::tokens::TokenBuilder;
use connect_host::{Host, License, Method};
use end_to_end::RunningApp;
use serde_json::{Value, json};

async fn installed(license: License) -> Host {
    let (app, _) = conformance_app::app().unwrap();
    Host::jira().license(license).install(&app).await.unwrap()
}

async fn state(host: &Host, page: &str) -> Value {
    let page = host.open(page).await.unwrap();
    assert_eq!(page.status, 200, "{}", page.body);
    page.json().unwrap()
}

#[tokio::test]
async fn case_269_a_licence_is_what_the_host_signs() {
    let app = RunningApp::start().await;
    let licence_state = async |target: &str, token: Option<TokenBuilder>| {
        let request = app.get(target);
        let request = match token {
            Some(token) => request.token(token),
            None => request.in_query(app.a.request_token("GET", target)),
        };
        let answer: Value = serde_json::from_str(&request.await.is(200).body).unwrap();
        answer["state"].as_str().unwrap().to_owned()
    };
    for (query, expected) in [
        ("lic=active", "Active"),
        ("lic=none", "Inactive"),
        ("lic=", "Inactive"),
        ("lic=Active", "Inactive"),
        ("lic=active&lic=active", "Inactive"),
        ("lic=active&lic=none", "Inactive"),
        ("lic=none&lic=active", "Inactive"),
        ("%6cic=active&lic=active", "Inactive"),
        ("LIC=active", "Development"),
        ("x=1", "Development"),
    ] {
        assert_eq!(
            licence_state(&format!("/licence?{query}"), None).await,
            expected,
            "{query}"
        );
    }
    // On an endpoint, the query is the browser's own.
    let call = "/api/licence?lic=active";
    let of = |claim: Value| Some(app.a.context_token().claim("context", claim));
    assert_eq!(
        licence_state(call, Some(app.a.context_token())).await,
        "Development"
    );
    let license = |active: Value| json!({ "license": { "active": active } });
    assert_eq!(
        licence_state(call, of(license(false.into()))).await,
        "Inactive"
    );
    assert_eq!(
        licence_state(call, of(license("true".into()))).await,
        "Inactive"
    );
    assert_eq!(licence_state(call, of(license(1.into()))).await, "Inactive");
    let (plain, none) = ("/api/licence", "/api/licence?lic=none");
    assert_eq!(
        licence_state(plain, of(license(true.into()))).await,
        "Active"
    );
    assert_eq!(
        licence_state(none, of(license(true.into()))).await,
        "Active"
    );
    // A page with a query that was extended after signing is not the page that was signed.
    let token = app.a.request_token("GET", "/licence?lic=none");
    let forged = app.get("/licence?lic=none&lic=active").in_query(token);
    forged.await.is(401);
}

#[tokio::test]
async fn case_270_what_needs_a_licence_says_which_is_missing() {
    let host = installed(License::None).await;
    for (license, status, title) in [
        (License::None, 402, "This app has no licence here"),
        (License::Expired, 402, "The trial of this app has ended"),
        (License::Evaluation, 200, "the reports"),
        (License::Active, 200, "the reports"),
        (License::Advanced, 200, "the reports"),
    ] {
        // A new installation, since the host's answer counts for five minutes.
        host.set_license(license);
        host.reinstall().await.unwrap();
        let page = host.open("sold").await.unwrap();
        assert_eq!(page.status, status, "{license:?}");
        assert!(page.body.contains(title), "{license:?}: {}", page.body);
        // The host can show it.
        assert_eq!(page.frame_refusal(), None);

        let call = host.endpoint(Method::GET, "/api/sold").await.unwrap();
        assert_eq!(call.status, status, "{license:?}");
        if status == 402 {
            let body: Value = call.json().unwrap();
            assert_eq!(body["status"], 402);
            let error = match license {
                License::Expired => "evaluation-ended",
                _ => "unlicensed",
            };
            assert_eq!(body["error"], error);
            assert!(body["requestId"].is_string() && body["message"].is_string());
        }
        // What needs none is served, and so is the lifecycle.
        assert_eq!(host.open("page").await.unwrap().status, 200);
        host.disable().await.unwrap();
        host.enable().await.unwrap();
    }
}

fn lookups(host: &Host) -> usize {
    let calls = host.rest_calls();
    calls
        .iter()
        .filter(|call| call.path.is_some_and(|path| path.contains("addons")))
        .count()
}

#[tokio::test]
async fn the_edition_and_the_entitlement_are_known() {
    let host = installed(License::Advanced).await;
    let answer = state(&host, "licence").await;
    assert_eq!(
        answer,
        json!({ "state": "Active", "active": true, "edition": "Advanced" })
    );
    let bought = state(&host, "bought").await;
    assert_eq!(bought["state"], "Active");
    assert_eq!(bought["edition"], "Advanced");
    assert_eq!(bought["number"], "E-000-000-000-500");
    state(&host, "bought").await;
    assert_eq!(lookups(&host), 1, "five minutes");

    host.set_license(License::Evaluation);
    host.reinstall().await.unwrap();
    let answer = state(&host, "licence").await;
    assert_eq!(
        answer["state"], "Active",
        "the host signs no more than that"
    );
    assert_eq!(answer["edition"], "Standard");
    assert_eq!(state(&host, "bought").await["state"], "Evaluation");
}

#[tokio::test]
async fn a_licence_that_cannot_be_looked_up_is_a_503() {
    let host = installed(License::Active).await;
    let path = "/rest/atlassian-connect/1/addons/{addonKey}";
    let _ = host.rest(Method::GET, path).unwrap().answer(500, json!({}));
    let page = host.open("bought").await.unwrap();
    assert_eq!(page.status, 503);
    assert!(page.header("retry-after").is_some());
}

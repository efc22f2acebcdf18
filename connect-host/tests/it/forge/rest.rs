//! The app's calls to the product, through Forge's gateway.

use connect_host::rest::Refusal;
use connect_host::{Host, Method};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::app::{App, installed, manifest, with};

const ISSUE: &str = "/rest/api/3/issue/DEMO-1";

/// Calls the product with a token that the app was given.
async fn call_product(app: &App, token: &str, method: Method, path: &str) -> (StatusCode, Value) {
    let called = app.last();
    let url = format!("{}{path}", called.token.api_base_url);
    let bearer = called.header(token).unwrap();
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client.request(method.clone(), url).bearer_auth(bearer);
    let request = match method {
        Method::PUT => request.json(&json!({"fields": {"summary": "New"}})),
        _ => request,
    };
    let answer = request.send().await.unwrap();
    let status = answer.status();
    (status, answer.json().await.unwrap_or_default())
}

fn refused(host: &Host) -> Option<Refusal> {
    host.rest_calls().pop().unwrap().refused
}

#[tokio::test]
async fn the_app_calls_as_itself_and_as_the_pages_user() {
    let (host, app) = installed().await;
    host.open("votes").as_user("557058:ann").await.unwrap();
    let (status, issue) = call_product(&app, "x-forge-oauth-system", Method::GET, ISSUE).await;
    assert_eq!(status, 200);
    assert_eq!(issue["key"], "DEMO-1");
    let own = issue["self"].as_str().unwrap();
    assert!(
        own.contains(&format!("/ex/jira/{}/rest/", host.client_key())),
        "{own}"
    );
    assert_eq!(host.rest_calls().pop().unwrap().user, None);
    let (status, _) = call_product(&app, "x-forge-oauth-user", Method::GET, ISSUE).await;
    assert_eq!(status, 200);
    let call = host.rest_calls().pop().unwrap();
    assert_eq!(call.user.as_deref(), Some("557058:ann"));
    assert_eq!(call.path, Some("/rest/api/3/issue/{issueIdOrKey}"));
}

#[tokio::test]
async fn a_call_whose_scope_the_manifest_lacks_is_refused() {
    let (host, app) = installed().await;
    let (status, body) = call_product(
        &app,
        "x-forge-oauth-system",
        Method::GET,
        "/rest/api/3/events",
    )
    .await;
    assert_eq!(status, 401);
    assert_eq!(body["message"], "Unauthorized; scope does not match");
    let Some(Refusal::MissingScopesOfForge(missing)) = refused(&host) else {
        panic!("{:?}", refused(&host))
    };
    assert_eq!(missing, ["manage:jira-configuration"]);

    host.withhold_on_forge("write:jira-work");
    let (status, _) = call_product(&app, "x-forge-oauth-system", Method::PUT, ISSUE).await;
    assert_eq!(status, 401);
    host.restore();
    let (status, _) = call_product(&app, "x-forge-oauth-system", Method::PUT, ISSUE).await;
    assert_eq!(status, 204);
}

#[tokio::test]
async fn of_connects_own_operations_only_the_client_key_remains() {
    const KEY: &str = "connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8";
    let addon = "/rest/atlassian-connect/1/addons/com.example.votes";
    let (host, app) = installed().await;
    let (status, _) = call_product(&app, "x-forge-oauth-system", Method::GET, addon).await;
    assert_eq!(status, 403);
    assert_eq!(refused(&host), Some(Refusal::Inaccessible));

    let mut reading = manifest();
    let name = "read:app-data:jira".to_owned();
    reading.scopes.insert(name, Default::default());
    let path = format!("{addon}/properties/{KEY}");
    let never = Host::jira().on_forge();
    let before = Host::jira().on_forge().was_on_connect("before");
    for (host, answer) in [
        (never, (404, Value::Null)),
        (before, (200, "before".into())),
    ] {
        let (host, app) = with(host, reading.clone()).await;
        let _host = host.unwrap();
        let (status, body) = call_product(&app, "x-forge-oauth-system", Method::GET, &path).await;
        assert_eq!((status.as_u16(), body["value"].clone()), answer);
    }
}

#[tokio::test]
async fn tokens_expire_after_an_hour() {
    let (host, app) = installed().await;
    host.clock().advance(std::time::Duration::from_secs(3601));
    let (status, _) = call_product(&app, "x-forge-oauth-system", Method::GET, ISSUE).await;
    assert_eq!(status, 401);
}

/// Asks for a token to act as a user.
async fn impersonate(host: &Host, bearer: &str, user: &str) -> Value {
    let url = host.key_host_url().join("graphql").unwrap();
    let query = "mutation m($input: OfflineUserAuthTokenInput!) { offlineUserAuthToken(input: $input) \
                 { success errors { message } authToken { token ttl } } }";
    let site = format!("ari:cloud:jira::site/{}", host.client_key());
    let variables = json!({"input": {"contextIds": [site], "userId": user}});
    let client = Client::builder().no_proxy().build().unwrap();
    let request = client.post(url).bearer_auth(bearer);
    let request = request.json(&json!({"query": query, "variables": variables}));
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    answer["data"]["offlineUserAuthToken"].clone()
}

#[tokio::test]
async fn an_absent_user_is_impersonated_with_the_scopes_that_allow_it() {
    let (host, app) = installed().await;
    let called = app.last();
    let bearer = called.header("x-forge-oauth-system").unwrap();
    let granted = impersonate(&host, bearer, "557058:ann").await;
    assert_eq!(granted["success"], true, "{granted}");
    let token = granted["authToken"]["token"].as_str().unwrap();
    assert_eq!(granted["authToken"]["ttl"], 3600);
    let client = Client::builder().no_proxy().build().unwrap();
    let url = format!("{}{ISSUE}", called.token.api_base_url);
    let read = client.get(&url).bearer_auth(token).send().await.unwrap();
    assert_eq!(read.status(), 200);
    assert_eq!(
        host.rest_calls().pop().unwrap().user.as_deref(),
        Some("557058:ann")
    );
    // `write:jira-work` has no `allowImpersonation`.
    let edit = json!({"fields": {"summary": "New"}});
    let written = client.put(&url).bearer_auth(token).json(&edit);
    assert_eq!(written.send().await.unwrap().status(), 401);

    let refused = impersonate(&host, token, "557058:bob").await;
    assert_eq!(refused["success"], false);
    assert_eq!(
        refused["errors"][0]["message"],
        "the token is not the app's own"
    );
}

#[tokio::test]
async fn a_page_calls_as_its_user_within_the_apps_scopes() {
    let (host, _) = installed().await;
    let ask = |path: &str| {
        host.product_request(Method::GET, path)
            .as_user("557058:ann")
    };
    assert_eq!(ask(ISSUE).through_app().await.unwrap().status_code(), 200);
    assert_eq!(
        ask("/rest/api/3/events")
            .through_app()
            .await
            .unwrap()
            .status_code(),
        401
    );
    // The product's own pages do not call through the app.
    assert_ne!(ask("/rest/api/3/events").await.unwrap().status_code(), 401);
}

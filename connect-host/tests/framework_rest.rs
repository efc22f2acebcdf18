//! A host's REST API against the client of this framework: two implementations of the platform's
//! rules that share no code have to agree.
#![cfg(feature = "runtime")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use axum::Json;
use connect_host::{
    Cell, Clock, Host, HostError, KeyHost, Method, Refusal, RestAnswer, RestCall, Scope, proof,
};
use connect_model::ScopeSet;
use connect_model::declaration::{Auth, Declaration, Emitted, Method as RouteMethod, Route};
use connect_runtime::__private::{
    Answer, AppRegistration, Bound, Call, Registration, StateType, answer, bind,
    handler_future_must_be_send, origin,
};
use connect_runtime::App;
use connect_runtime::client::{CallError, Client, Content, Entity};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the test wants the app to call.
#[derive(Deserialize)]
struct Wish {
    method: RouteMethod,
    path: String,
    body: Option<Value>,
    user: Option<String>,
    narrow: Option<ScopeSet>,
}

fn app_with(scopes: &[&str]) -> App {
    let properties = json!({
        "key": "com.example.rest", "name": "Rest", "scopes": scopes,
        "vendor": {"name": "Example", "url": "https://example.com"},
    });
    let properties: &'static str = properties.to_string().leak();
    let route = |path| Some(Route::own(&[RouteMethod::Post], path, Auth::Context));
    let declarations = vec![
        Declaration::own("endpoint", "call", route("/api/call"), origin!(1, 1)),
        Declaration::own("endpoint", "keep", route("/api/keep"), origin!(2, 1)),
        Declaration::own("endpoint", "tour", route("/api/tour"), origin!(3, 1)),
    ];
    let emitted = Emitted {
        app: properties.to_owned(),
        declarations: declarations.clone(),
        needs: Vec::new(),
    };
    let handlers: [fn(Call) -> Answer; 3] = [call, keep, tour];
    let registrations = declarations
        .into_iter()
        .zip(handlers)
        .map(|(declaration, handle)| Registration {
            declaration,
            handle: Some(handle),
            state: StateType::of::<()>(),
        })
        .collect();
    App::declared(
        AppRegistration {
            package: "rest",
            properties,
            emitted: serde_json::to_string(&emitted).unwrap().leak(),
        },
        registrations,
    )
}

/// Calls what the test wants, and says what the product answered.
fn call(call: Call) -> Answer {
    handler_future_must_be_send(async move {
        let mut call: Bound<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        let Json(wish) = call.last::<Json<Wish>, _>().await?;
        let client = match &wish.user {
            Some(user) => client.__as_user(user, wish.narrow),
            None => client,
        };
        let asked = client.unchecked::<Value>(wish.method, wish.path, ScopeSet::ALL);
        let asked = match &wish.body {
            Some(body) => asked.json(body),
            None => asked,
        };
        answer(Json(told(asked.await)))
    })
}

/// Properties of both kinds, and the app's own.
fn keep(call: Call) -> Answer {
    handler_future_must_be_send(async move {
        let mut call: Bound<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        answer(Json(match kept(&client).await {
            Ok(kept) => kept,
            Err(error) => json!(error.to_string()),
        }))
    })
}

async fn kept(client: &Client) -> Result<Value, CallError> {
    let own = client.app_properties();
    own.set("colour", &json!("red")).await?;
    let own = (own.keys().await?, own.get::<String>("colour").await?);
    if client.product() == connect_model::Product::Confluence {
        let page = client.content_properties(Content::Page("7"), ScopeSet::of(&[Scope::Write]));
        let absent = page.get::<u64>("votes").await?.is_none();
        page.set("votes", &1).await?;
        let first = page.get::<u64>("votes").await?.unwrap();
        page.replace(&first, &2).await?;
        let stale = page.replace(&first, &3).await.unwrap_err().status();
        let second = page.get::<u64>("votes").await?.unwrap();
        let removed = (page.remove("votes").await?, page.remove("votes").await?);
        let stale = stale.map(|status| status.as_u16());
        return Ok(json!([
            own,
            absent,
            first.value,
            stale,
            second.value,
            second.version,
            removed
        ]));
    }
    let issue = client.properties(Entity::Issue("A B/1"), ScopeSet::ALL);
    let absent = issue.get::<u64>("votes").await?;
    issue.set("votes", &1).await?;
    issue.set("votes", &2).await?;
    let present = (issue.keys().await?, issue.get::<u64>("votes").await?);
    let removed = (issue.remove("votes").await?, issue.remove("votes").await?);
    let user = client.properties(Entity::User("ann"), ScopeSet::ALL);
    user.set("seen", &true).await?;
    let seen = user.get::<bool>("seen").await?;
    Ok(json!([own, absent, present, removed, seen]))
}

/// Calls that need different scopes, one after another whatever becomes of them.
fn tour(call: Call) -> Answer {
    handler_future_must_be_send(async move {
        let mut call: Bound<()> = bind(call)?;
        let client = call.part::<Client>().await?;
        let all = ScopeSet::ALL;
        let ann = client.__as_user("ann", None);
        let issue = "/rest/api/3/issue/DEMO-1";
        let told = json!([
            told(client.unchecked(RouteMethod::Get, issue, all).await),
            told(client.unchecked(RouteMethod::Delete, issue, all).await),
            told(
                client
                    .unchecked(RouteMethod::Put, issue, all)
                    .json(&json!({}))
                    .await
            ),
            told(
                ann.unchecked(RouteMethod::Get, "/rest/api/3/myself", all)
                    .await
            ),
            told(
                client
                    .app_properties()
                    .set("toured", &true)
                    .await
                    .map(|()| Value::Null)
            ),
        ]);
        answer(Json(told))
    })
}

fn told(outcome: Result<Value, CallError>) -> Value {
    match outcome {
        Ok(value) => json!({"ok": value}),
        Err(error) => json!({
            "status": error.status().map(|status| status.as_u16()),
            "error": error.to_string(),
        }),
    }
}

async fn ask(host: &Host, wish: Value) -> Value {
    let asked = host.endpoint(Method::POST, "/api/call").json(&wish);
    asked.await.unwrap().json().unwrap()
}

async fn post(host: &Host, path: &str) -> Value {
    let answer = host.endpoint(Method::POST, path).json(&json!({}));
    answer.await.unwrap().json().unwrap()
}

fn get(path: &str) -> Value {
    json!({"method": "GET", "path": path})
}

fn last(host: &Host) -> RestCall {
    host.rest_calls().pop().unwrap()
}

const ISSUE: &str = "/rest/api/3/issue/DEMO-1";

#[tokio::test]
async fn the_app_calls_the_product_that_installed_it() {
    let host = Host::jira().install(&app_with(&["READ"])).await.unwrap();
    assert!(host.serves_rest());
    assert_eq!(ask(&host, get(ISSUE)).await, json!({"ok": {}}));
    let route = host.rest(Method::GET, "/rest/api/3/issue/{issueIdOrKey}");
    let _ = route
        .unwrap()
        .answer_with(|call| json!({"key": call.value("issueIdOrKey")}).into())
        .once(RestAnswer::status(429).retry_after(Duration::ZERO))
        .once(json!({"key": "once"}));
    for key in ["once", "DEMO-1"] {
        assert_eq!(ask(&host, get(ISSUE)).await, json!({"ok": {"key": key}}));
    }
    let calls = host.rest_calls();
    let statuses: Vec<u16> = calls.iter().map(|call| call.status.as_u16()).collect();
    assert_eq!(statuses, [200, 429, 200, 200]);
    let call = last(&host);
    assert_eq!(call.path, Some("/rest/api/3/issue/{issueIdOrKey}"));
    assert_eq!((call.scope, call.user.clone()), (Some(Scope::Read), None));
    assert_eq!(call.to_string(), format!("GET {ISSUE}: 200 OK"));
}

#[tokio::test]
async fn what_the_descriptor_does_not_grant_is_refused() {
    let host = Host::jira().install(&app_with(&["write"])).await.unwrap();
    assert_eq!(
        ask(&host, get(ISSUE)).await,
        json!({"ok": {}}),
        "WRITE implies READ"
    );
    let put = json!({"method": "PUT", "path": ISSUE, "body": {"fields": {}}});
    assert_eq!(ask(&host, put).await, json!({"ok": null}));
    assert_eq!(last(&host).json, Some(json!({"fields": {}})));
    for (method, path, refused) in [
        ("DELETE", ISSUE, Refusal::Scope(Scope::Delete)),
        ("GET", "/rest/api/3/events", Refusal::Scope(Scope::Admin)),
        ("GET", "/rest/forge/1/app/properties", Refusal::Inaccessible),
    ] {
        let told = ask(&host, json!({"method": method, "path": path})).await;
        assert_eq!(told["status"], 403, "{told}");
        let error = told["error"].as_str().unwrap();
        assert!(error.contains("authorized API scope"), "{error}");
        assert_eq!(last(&host).refused, Some(refused));
    }
    let told = ask(&host, get("/rest/api/3/nothing")).await;
    assert_eq!(told["status"], 404);
    let told = ask(
        &host,
        json!({"method": "DELETE", "path": "/rest/api/3/myself"}),
    )
    .await;
    assert_eq!(told["status"], 405);
    // The other product is not here.
    assert_eq!(ask(&host, get("/wiki/api/v2/pages")).await["status"], 404);
}

#[tokio::test]
async fn a_withheld_scope_is_missing_until_it_is_restored() {
    let app = app_with(&["DELETE"]);
    let host = Host::jira().install(&app).await.unwrap();
    host.withhold(Scope::Read);
    assert_eq!(ask(&host, get(ISSUE)).await["status"], 403);
    let delete = json!({"method": "DELETE", "path": ISSUE});
    assert_eq!(ask(&host, delete.clone()).await, json!({"ok": null}));
    host.restore();
    assert_eq!(ask(&host, get(ISSUE)).await, json!({"ok": {}}));
    host.withhold(Scope::Delete);
    assert_eq!(ask(&host, delete).await["status"], 403);
    assert_eq!(host.withheld(), ScopeSet::of(&[Scope::Delete]));
}

#[tokio::test]
async fn a_request_must_be_what_the_operation_takes() {
    let host = Host::jira().install(&app_with(&["ADMIN"])).await.unwrap();
    for (method, path, body, status) in [
        ("POST", "/rest/api/3/issue", Value::Null, 400),
        (
            "GET",
            "/rest/api/3/issue/DEMO-1?updateHistory=yes",
            Value::Null,
            400,
        ),
        (
            "GET",
            "/rest/api/3/group/member?maxResults=x",
            Value::Null,
            400,
        ),
        ("GET", "/rest/api/3/filter/x", Value::Null, 400),
        ("GET", "/rest/api/3/user", Value::Null, 200),
    ] {
        let mut wish = json!({"method": method, "path": path});
        if !body.is_null() {
            wish["body"] = body;
        }
        let told = ask(&host, wish).await;
        let status = if status == 200 {
            Value::Null
        } else {
            json!(status)
        };
        assert_eq!(told["status"], status, "{method} {path}: {told}");
    }
    // The client would not send these.
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let send = async |method: Method, target: &str, kind: &str, body: &str| {
        let token = app_token(&host, method.as_str(), target).build().unwrap();
        let url = format!("{}{target}", host.base_url().as_str().trim_end_matches('/'));
        let request = http.request(method, url);
        let request = request.header("Authorization", format!("JWT {token}"));
        let request = request.header("Content-Type", kind).body(body.to_owned());
        request.send().await.unwrap().status().as_u16()
    };
    let issue = "/rest/api/3/issue";
    assert_eq!(
        send(Method::POST, issue, "application/json", "{}").await,
        200
    );
    assert_eq!(
        send(Method::POST, issue, "application/json", "{").await,
        400
    );
    assert_eq!(send(Method::POST, issue, "text/plain", "{}").await, 415);
    assert_eq!(
        send(Method::GET, ISSUE, "application/json", "{}").await,
        400
    );
    let attach = "/rest/api/3/issue/DEMO-1/attachments";
    assert_eq!(
        send(
            Method::POST,
            attach,
            "multipart/form-data; boundary=x",
            "--x--"
        )
        .await,
        403
    );
    assert_eq!(last(&host).refused, Some(Refusal::ForgedForm));
    let large = "x".repeat(17 * 1024 * 1024);
    assert_eq!(
        send(Method::POST, issue, "application/json", &large).await,
        413
    );
}

fn app_token(host: &Host, method: &str, target: &str) -> connect_host::TokenBuilder {
    let hash = connect_host::qsh::CanonicalRequest::of_target(method, target).hash();
    host.token().issuer("com.example.rest").qsh(hash)
}

#[tokio::test]
async fn only_the_apps_own_exact_token_is_believed() {
    let clock = Clock::system();
    let host = Host::jira().clock(&clock);
    let host = host.install(&app_with(&["READ"])).await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}{}", host.base_url(), &ISSUE[1..]);
    let genuine = || app_token(&host, "GET", ISSUE);
    let send = async |token: &connect_host::TokenBuilder| {
        let header = format!("JWT {}", token.build().unwrap());
        let request = http.get(&url).header("Authorization", header);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send(&genuine()).await, 200);
    assert_eq!(send(&genuine().claim("aud", host.client_key())).await, 200);
    for (what, token) in [
        ("another secret", genuine().hs256("guess")),
        ("no signature", genuine().unsigned()),
        (
            "another algorithm",
            genuine().hmac(connect_host::Algorithm::HS512, host.shared_secret()),
        ),
        ("another issuer", genuine().issuer(host.client_key())),
        ("another site", genuine().claim("aud", "someone")),
        ("another method", app_token(&host, "PUT", ISSUE)),
        (
            "another path",
            app_token(&host, "GET", "/rest/api/3/myself"),
        ),
        (
            "another query",
            app_token(&host, "GET", &format!("{ISSUE}?a=b")),
        ),
        ("context-qsh", genuine().qsh("context-qsh")),
        ("no qsh", genuine().without("qsh")),
        ("expired", genuine().expires_in(-60)),
        ("no exp", genuine().without("exp")),
        ("exp as text", genuine().claim("exp", "later")),
        ("a list for a payload", genuine().raw_payload("[]")),
    ] {
        assert_eq!(send(&token).await, 401, "{what}");
    }
    let in_query = format!("{url}?jwt={}", genuine().build().unwrap());
    assert_eq!(http.get(&in_query).send().await.unwrap().status(), 200);
    assert_eq!(last(&host).target, ISSUE, "no token is kept");
    let twice = http.get(&in_query).header("Authorization", "JWT x");
    assert_eq!(twice.send().await.unwrap().status(), 401);
    for header in ["Bearer made-up", "Basic YTpi", "JWT"] {
        let request = http.get(&url).header("Authorization", header);
        assert_eq!(request.send().await.unwrap().status(), 401, "{header}");
    }
    let body: Value = http.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(body["status-code"], 401);

    // The app's clock is the machine's; the host's goes its own way.
    clock.advance(Duration::from_secs(3600));
    let told = http.get(&url).header(
        "Authorization",
        format!("JWT {}", {
            let old = app_token(&host, "GET", ISSUE);
            old.claim("exp", clock.now() - 3400).build().unwrap()
        }),
    );
    assert_eq!(told.send().await.unwrap().status(), 401);
    host.disable().await.unwrap();
    assert_eq!(send(&genuine()).await, 401, "disabled");
}

#[tokio::test]
async fn the_app_acts_as_a_user_by_the_hosts_own_tokens() {
    let host = Host::jira();
    let host = host
        .install(&app_with(&["READ", "ACT_AS_USER"]))
        .await
        .unwrap();
    let wish = json!({"method": "GET", "path": "/rest/api/3/myself", "user": "557058:ann"});
    assert_eq!(ask(&host, wish.clone()).await, json!({"ok": {}}));
    let calls = host.rest_calls();
    assert!(calls[0].is_grant());
    assert_eq!(calls[1].user.as_deref(), Some("557058:ann"));
    let needs = ScopeSet::of(&[Scope::Read, Scope::ActAsUser]);
    assert_eq!(calls[1].needs(), needs);
    // The token is kept by the app.
    ask(&host, wish.clone()).await;
    assert_eq!(host.rest_calls().len(), 3);
    // What was asked for with less can do less.
    let mut narrow = wish.clone();
    narrow["narrow"] = json!([]);
    assert_eq!(ask(&host, narrow).await["status"], 403);
    // A token that holds is of no use without the scope.
    host.withhold(Scope::ActAsUser);
    assert_eq!(ask(&host, wish.clone()).await["status"], 403);
    host.reinstall().await.unwrap();
    host.clear_rest_calls();
    let told = ask(&host, wish).await;
    let error = told["error"].as_str().unwrap();
    assert!(error.contains("unauthorized_client"), "{error}");
    assert_eq!(last(&host).refused, Some(Refusal::Scope(Scope::ActAsUser)));
    assert_eq!(host.rest_calls().len(), 1);
}

#[tokio::test]
async fn no_user_without_act_as_user() {
    let host = Host::jira().install(&app_with(&["ADMIN"])).await.unwrap();
    let wish = json!({"method": "GET", "path": "/rest/api/3/myself", "user": "ann"});
    let told = ask(&host, wish).await;
    assert!(
        told["error"]
            .as_str()
            .unwrap()
            .contains("unauthorized_client"),
        "{told}"
    );
}

#[tokio::test]
async fn an_assertion_must_be_the_apps_and_for_this_server() {
    let host = Host::confluence();
    let host = host.install(&app_with(&["ACT_AS_USER"])).await.unwrap();
    let server = host.key_host_url().as_str().trim_end_matches('/');
    let genuine = || {
        host.token()
            .issuer(&format!(
                "urn:atlassian:connect:clientid:{}",
                host.oauth_client_id()
            ))
            .subject("urn:atlassian:connect:useraccountid:ann")
            .claim("tnt", host.base_url().as_str())
            .claim("aud", server)
            .expires_in(60)
    };
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let ask = async |token: connect_host::TokenBuilder, scope: Option<&str>| {
        let assertion = token.build().unwrap();
        let mut form = vec![
            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
            ("assertion", &assertion),
        ];
        form.extend(scope.map(|scope| ("scope", scope)));
        let url = format!("{server}/oauth2/token");
        let answer = http.post(url).form(&form).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap())
    };
    let (status, answer) = ask(genuine(), Some("ACT_AS_USER")).await;
    assert_eq!((status, &answer["token_type"]), (200, &json!("Bearer")));
    assert_eq!(answer["expires_in"], 900);
    let (status, answer) = ask(genuine(), Some("ADMIN")).await;
    assert_eq!((status, &answer["error"]), (400, &json!("invalid_scope")));
    for (what, token) in [
        ("another secret", genuine().hs256("guess")),
        ("expired", genuine().expires_in(-60)),
        ("too long", genuine().expires_in(600)),
        (
            "another server",
            genuine().claim("aud", "https://auth.example"),
        ),
        (
            "another site",
            genuine().claim("tnt", "https://x.atlassian.net"),
        ),
        ("nobody", genuine().subject("ann")),
        (
            "another client",
            genuine().issuer("urn:atlassian:connect:clientid:x"),
        ),
    ] {
        let (status, answer) = ask(token, None).await;
        assert_eq!(status, 400, "{what}");
        assert!(
            answer["error"].as_str().unwrap().starts_with("invalid_"),
            "{what}"
        );
    }
}

#[tokio::test]
async fn properties_are_remembered() {
    let host = Host::jira().install(&app_with(&["DELETE"])).await.unwrap();
    assert_eq!(
        post(&host, "/api/keep").await,
        json!([
            [["colour"], "red"],
            null,
            [["votes"], 2],
            [true, false],
            true
        ])
    );
    assert_eq!(
        host.property("/rest/api/3/user?accountId=ann", "seen"),
        Some(json!(true))
    );
    // Both versions of the API speak of one issue.
    host.set_property("/rest/api/3/issue/DEMO-1", "votes", 7);
    let told = ask(&host, get("/rest/api/2/issue/DEMO-1/properties/votes")).await;
    assert_eq!(told, json!({"ok": {"key": "votes", "value": 7}}));
    let long = format!("{ISSUE}/properties/{}", "k".repeat(256));
    let told = ask(&host, json!({"method": "PUT", "path": long, "body": 1})).await;
    assert_eq!(told["status"], 400);

    let host = Host::confluence()
        .install(&app_with(&["WRITE"]))
        .await
        .unwrap();
    assert_eq!(
        post(&host, "/api/keep").await,
        json!([[["colour"], "red"], true, 1, 409, 2, {"number": 2}, [true, false]])
    );
    for number in 0..30 {
        host.set_property("/wiki/api/v2/pages/8", &format!("k{number}"), number);
    }
    let told = ask(&host, get("/api/v2/pages/8/properties")).await;
    assert_eq!(told["ok"]["results"].as_array().unwrap().len(), 25);
    let next = told["ok"]["_links"]["next"].as_str().unwrap();
    let told = ask(&host, get(next.strip_prefix("/wiki").unwrap())).await;
    assert_eq!(told["ok"]["results"].as_array().unwrap().len(), 5);
    assert_eq!(told["ok"]["_links"], json!({}));
}

#[tokio::test]
async fn the_matrix_is_exact_for_an_app_that_has_what_it_needs() {
    let app = app_with(&["DELETE", "ACT_AS_USER"]);
    let host = Host::jira().install(&app).await.unwrap();
    let matrix = proof(&host, async |host| {
        post(host, "/api/tour").await;
        Ok(())
    });
    let matrix = matrix.await.unwrap();
    matrix.exact().unwrap();
    let table = "\
call                                                                      needs              all  -READ  -WRITE  -DELETE  -ACT_AS_USER
GET /rest/api/3/issue/{issueIdOrKey}                                      READ               ok   403    ok      ok       ok
DELETE /rest/api/3/issue/{issueIdOrKey}                                   DELETE             ok   ok     ok      403      ok
PUT /rest/api/3/issue/{issueIdOrKey}                                      WRITE              ok   ok     403     ok       ok
POST /oauth2/token                                                        ACT_AS_USER        ok   ok     ok      ok       403
GET /rest/api/3/myself (as a user)                                        READ, ACT_AS_USER  ok   403    ok      ok       -
PUT /rest/atlassian-connect/1/addons/{addonKey}/properties/{propertyKey}  nothing            ok   ok     ok      ok       ok
";
    assert_eq!(matrix.to_string(), table);
    let unreached: Vec<String> = matrix.unreached().map(|(_, row)| row.to_string()).collect();
    assert_eq!(unreached, ["`GET /rest/api/3/myself` as a user"]);
    assert!(host.withheld().is_empty());
    assert_eq!(
        host.property(
            "/rest/atlassian-connect/1/addons/com.example.rest",
            "toured"
        ),
        None
    );
}

#[tokio::test]
async fn the_matrix_shows_what_an_app_lacks() {
    let host = Host::jira().install(&app_with(&["WRITE"])).await.unwrap();
    let matrix = proof(&host, async |host| {
        post(host, "/api/tour").await;
        Ok(())
    });
    let mismatch = matrix.await.unwrap().exact().unwrap_err();
    let shown = mismatch.to_string();
    assert!(
        shown.contains("with all scopes: DELETE /rest/api/3/issue/DEMO-1: 403"),
        "{shown}"
    );
    assert!(shown.contains("(needs DELETE)"), "{shown}");
    // What one run never reaches is told apart from what is refused.
    let matrix = proof(&host, async |host| {
        if ask(host, get(ISSUE)).await["ok"].is_object() {
            let put = json!({"method": "PUT", "path": ISSUE, "body": {}});
            ask(host, put).await;
        }
        Ok(())
    });
    let matrix = matrix.await.unwrap();
    matrix.exact().unwrap();
    assert_eq!(matrix.withheld, [Scope::Read, Scope::Write]);
    assert_eq!(
        matrix.rows[1].cells,
        [Cell::LetIn, Cell::NotReached, Cell::Refused]
    );
}

#[tokio::test]
async fn a_route_must_exist() {
    let host = Host::jira().start().await.unwrap();
    let error = host
        .rest(Method::GET, "/rest/api/3/issue/{key}")
        .unwrap_err();
    let HostError::UnknownOperation { reason, .. } = &error else {
        panic!("{error}")
    };
    assert!(
        reason.contains("/rest/api/3/issue/{issueIdOrKey}"),
        "{error}"
    );
    assert!(host.rest(Method::GET, "/wiki/api/v2/pages/{id}").is_err());
    assert!(host.rest(Method::OPTIONS, "/rest/api/3/myself").is_err());
    let wiki = Host::confluence().start().await.unwrap();
    assert!(wiki.rest(Method::GET, "/wiki/api/v2/pages/{id}").is_ok());
}

#[tokio::test]
async fn each_tenant_has_its_own_data_and_users() {
    let keys = KeyHost::start().await.unwrap();
    let b = Host::jira().key_host(&keys).rest().start().await.unwrap();
    let app = app_with(&["WRITE", "ACT_AS_USER"]).dev_host(b.base_url());
    let a = Host::jira().key_host(&keys).install(&app).await.unwrap();
    b.install(a.app().unwrap()).await.unwrap();
    a.set_property(ISSUE, "votes", 1);
    let path = format!("{ISSUE}/properties/votes");
    let wish = json!({"method": "GET", "path": path, "user": "ann"});
    assert_eq!(ask(&a, wish.clone()).await["ok"]["value"], 1);
    assert_eq!(ask(&b, wish).await["status"], 404);
    assert_eq!((a.rest_calls().len(), b.rest_calls().len()), (2, 2));
}

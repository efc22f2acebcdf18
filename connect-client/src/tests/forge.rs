//! Calls to Forge installations: where they go, and with which token.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use connect_auth::AccessToken;
use connect_model::{Method, Product, Scope, ScopeSet};
use parking_lot::Mutex;
use serde_json::{Value, json};

use super::host::{APP, Asked, Host, MYSELF, NOW, json_with, settings, with};
use crate::__private::AsUser;
use crate::{
    CallError, CallErrorKind, Client, ClientConfig, ClientPool, ClientSettings, DeliveredTokens,
    ForgeSite, ImpersonationError, NoToken, TokenFuture, TokenSource,
};

const CONTEXT: &str = "ari:cloud:jira::site/c-1";

fn token(text: &str, lives: i64) -> AccessToken {
    AccessToken::new(text, NOW + lives).unwrap()
}

fn installation(host: &Host, product: &str) -> ForgeSite {
    let api = host.url.join(&format!("/ex/{product}/c-1")).unwrap();
    ForgeSite::new(api).context(CONTEXT)
}

fn config(site: ForgeSite) -> ClientConfig {
    ClientConfig::forge(APP, site)
        .site("https://site.atlassian.net".parse().unwrap())
        .client_key("one")
}

fn client(site: ForgeSite) -> Client {
    let pool = ClientPool::with_settings(settings());
    pool.client(&config(site)).unwrap()
}

fn delivered(text: &str) -> DeliveredTokens {
    DeliveredTokens::new(Some(token(text, 600)), None)
}

async fn call(client: &Client) -> Result<(), CallError> {
    client.call::<Value>(&MYSELF).await.map(drop)
}

/// The tokens that calls were sent with.
fn sent(host: &Host) -> Vec<String> {
    let asked = host.asked();
    asked
        .iter()
        .map(|it| it.authorization().to_owned())
        .collect()
}

/// A store of tokens that other calls have brought.
#[derive(Debug, Default)]
struct Store {
    at_hand: Mutex<Option<AccessToken>>,
    latest: Mutex<Option<AccessToken>>,
    loads: Mutex<u32>,
}

impl TokenSource for Store {
    fn at_hand(&self) -> Option<AccessToken> {
        self.at_hand.lock().clone()
    }

    fn load(&self) -> TokenFuture<'_, Result<Option<AccessToken>, NoToken>> {
        *self.loads.lock() += 1;
        let latest = self.latest.lock().clone();
        Box::pin(async { Ok(latest) })
    }
}

#[tokio::test]
async fn calls_go_to_the_address_that_forge_names() {
    let host = Host::usual().await;
    let jira = client(installation(&host, "jira")).delivered(delivered("d"));
    assert_eq!(jira.base_url().as_str(), "https://site.atlassian.net/");
    assert_eq!(jira.product(), Product::Jira);
    call(&jira).await.unwrap();
    let wiki = client(installation(&host, "confluence")).delivered(delivered("d"));
    assert_eq!(wiki.product(), Product::Confluence);
    // As on Connect, whose base URL contains it.
    for path in ["/wiki/api/v2/pages", "/rest/api/content", "/wikipedia"] {
        let call = wiki.unchecked::<Value>(Method::Get, path, ScopeSet::EMPTY);
        call.await.unwrap();
    }
    let targets: Vec<_> = host.asked().into_iter().map(|it| it.target).collect();
    assert_eq!(
        targets,
        [
            "/ex/jira/c-1/rest/api/3/myself",
            "/ex/confluence/c-1/wiki/api/v2/pages",
            "/ex/confluence/c-1/wiki/rest/api/content",
            "/ex/confluence/c-1/wiki/wikipedia",
        ]
    );
    assert!(sent(&host).iter().all(|it| it == "Bearer d"));
    // Neither to another site nor to another host.
    for path in [
        "/../other/rest/api/3/myself",
        "//evil.example/rest",
        "https://evil.example/",
    ] {
        let call = jira.unchecked::<Value>(Method::Get, path, ScopeSet::EMPTY);
        let error = call.await.unwrap_err();
        assert!(
            matches!(error.kind(), CallErrorKind::Path { .. }),
            "{error}"
        );
    }
    let other = "/ex/jira/other/rest/api/3/myself";
    let call = jira.unchecked::<Value>(Method::Get, other, ScopeSet::EMPTY);
    call.await.unwrap();
    let last = host.asked().pop().unwrap().target;
    assert_eq!(last, format!("/ex/jira/c-1{other}"));
}

#[tokio::test]
async fn the_delivered_token_comes_first_and_then_the_latest() {
    let host = Host::usual().await;
    let store = Arc::new(Store::default());
    let site = installation(&host, "jira").token_source(Arc::clone(&store) as _);
    let settings = settings();
    let pool = ClientPool::with_settings(settings.clone());
    let plain = pool.client(&config(site)).unwrap();
    let no_token = async |client: &Client| {
        let error = call(client).await.unwrap_err();
        let CallErrorKind::NoToken(why) = error.kind() else {
            panic!("{error:?}");
        };
        assert!(error.to_string().contains("help: "), "{error}");
        why.clone()
    };
    assert!(matches!(no_token(&plain).await, NoToken::NeverDelivered));
    *store.latest.lock() = Some(token("over", 0));
    assert!(matches!(no_token(&plain).await, NoToken::Ended));
    assert!(host.asked().is_empty(), "nothing was sent");

    *store.at_hand.lock() = Some(token("at-hand", 300));
    *store.loads.lock() = 0;
    let with = plain.delivered(delivered("delivered"));
    call(&with).await.unwrap();
    call(&plain).await.unwrap();
    assert_eq!(*store.loads.lock(), 0);
    assert_eq!(sent(&host), ["Bearer delivered", "Bearer at-hand"]);
    // Each is used until it expires.
    settings.clock.advance(299);
    call(&plain).await.unwrap();
    settings.clock.advance(1);
    *store.latest.lock() = Some(token("latest", 900));
    call(&with).await.unwrap();
    call(&plain).await.unwrap();
    settings.clock.advance(300);
    call(&with).await.unwrap();
    let sent = sent(&host);
    assert_eq!(
        sent[2..],
        [
            "Bearer at-hand",
            "Bearer delivered",
            "Bearer latest",
            "Bearer latest"
        ]
    );
    settings.clock.advance(300);
    assert!(matches!(no_token(&with).await, NoToken::Ended));
}

#[tokio::test]
async fn a_refused_token_gives_way_to_a_newer_one_once() {
    let host = Host::start(|asked: &Asked| match asked.authorization() {
        "Bearer newer" => json_with(200, "{}"),
        _ => json_with(401, "{}"),
    })
    .await;
    let store = Arc::new(Store::default());
    *store.at_hand.lock() = Some(token("newer", 600));
    let site = installation(&host, "jira").token_source(Arc::clone(&store) as _);
    let with = client(site).delivered(delivered("t0k3n"));
    call(&with).await.unwrap();
    assert_eq!(sent(&host), ["Bearer t0k3n", "Bearer newer"]);
    *store.at_hand.lock() = Some(token("also-refused", 600));
    let error = call(&with).await.unwrap_err();
    assert_eq!(host.asked().len(), 4);
    let shown = format!("{error} {error:?} {with:?}");
    assert!(
        error
            .to_string()
            .contains("help: the product doesn't accept")
    );
    assert!(!shown.contains("t0k3n"), "{shown}");
}

#[tokio::test]
async fn no_token_leaves_for_another_host() {
    let evil = Host::usual().await;
    // Through a redirect.
    for to in [evil.url.join("/steal").unwrap().to_string(), "/else".into()] {
        let host = Host::start(move |_| with(307, &[("location", &to)], "")).await;
        let client = client(installation(&host, "jira")).delivered(delivered("d"));
        let error = call(&client).await.unwrap_err();
        assert!(matches!(error.kind(), CallErrorKind::Redirect { .. }));
        assert_eq!(host.asked().len(), 1);
        // Of the gateway, too.
        let error = call(&client.as_user("a", None)).await.unwrap_err();
        assert!(matches!(error.kind(), CallErrorKind::Impersonation(_)));
        assert_eq!(host.asked().len(), 2);
    }
    assert!(evil.asked().is_empty());
    // Through an address that is not Atlassian's.
    for api in [
        "https://evil.example/ex/jira/c-1",
        "https://api.atlassian.com.evil.example/ex/jira/c-1",
        "https://api.atlassian.com:444/ex/jira/c-1",
    ] {
        let site = ForgeSite::new(api.parse().unwrap()).context(CONTEXT);
        let client = client(site).delivered(delivered("d"));
        for client in [client.clone(), client.as_user("a", None)] {
            let error = call(&client).await.unwrap_err();
            assert!(
                matches!(error.kind(), CallErrorKind::Setup { .. }),
                "{error}"
            );
        }
    }
}

/// The product, and the gateway next to it, whose n-th token is `user-n`.
async fn product_and_gateway() -> Host {
    Host::start(|asked: &Asked| -> Response {
        if asked.target != "/graphql" {
            return json_with(200, "{}");
        }
        axum::Json(json!({ "data": { "offlineUserAuthToken": {
            "success": true,
            "errors": null,
            "authToken": { "token": format!("user-{}", asked.number), "ttl": 900 },
        } } }))
        .into_response()
    })
    .await
}

#[tokio::test]
async fn a_present_user_has_a_token_and_those_of_others_are_requested() {
    let host = product_and_gateway().await;
    let settings = settings();
    let pool = ClientPool::with_settings(settings.clone());
    let site = installation(&host, "jira");
    let client = pool.client(&config(site)).unwrap();
    let ann = (Box::from("ann"), token("of-ann", 600));
    let client = client.delivered(DeliveredTokens::new(Some(token("app", 600)), Some(ann)));
    call(&client.as_user("ann", None)).await.unwrap();
    assert_eq!(sent(&host), ["Bearer of-ann"]);

    // Whichever scopes are named, a Forge token is for everything that the app may do.
    let read = Some(ScopeSet::of(&[Scope::Read]));
    for scopes in [None, read, None] {
        call(&client.as_user("bob", scopes)).await.unwrap();
    }
    let asked = host.asked();
    let [_, grant, calls @ ..] = &asked[..] else {
        panic!("{asked:?}");
    };
    assert_eq!(
        (grant.method.as_str(), &*grant.target),
        ("POST", "/graphql")
    );
    assert_eq!(grant.authorization(), "Bearer app");
    assert_eq!(grant.headers["content-type"], "application/json");
    let body = grant.json();
    assert_eq!(
        body["variables"],
        json!({ "input": { "contextIds": [CONTEXT], "userId": "bob" } })
    );
    let query = body["query"].as_str().unwrap();
    assert!(query.contains("offlineUserAuthToken(input: $input)"));
    assert_eq!(calls.len(), 3);
    assert!(calls.iter().all(|it| it.authorization() == "Bearer user-1"));

    // Refreshed early, dropped with the installation, and used for nobody else.
    settings.clock.advance(840);
    let newer = client.delivered(DeliveredTokens::new(Some(token("app", 9_000)), None));
    call(&newer.as_user("bob", None)).await.unwrap();
    assert_eq!(sent(&host).last().unwrap(), "Bearer user-5");
    pool.forget(APP, "one");
    call(&newer.as_user("bob", None)).await.unwrap();
    assert_eq!(sent(&host).last().unwrap(), "Bearer user-7");
    call(&newer.as_user("ann", None)).await.unwrap();
    assert_eq!(
        sent(&host).last().unwrap(),
        "Bearer user-9",
        "the delivered one has ended"
    );
}

#[tokio::test]
async fn one_request_to_the_gateway_for_all_callers() {
    let host = product_and_gateway().await;
    let client = client(installation(&host, "jira")).delivered(delivered("app"));
    let calls = (0..20).map(|_| client.as_user("bob", None).call::<Value>(&MYSELF).send());
    for called in futures_util::future::join_all(calls).await {
        called.unwrap();
    }
    let asked = host.asked();
    let grants = asked.iter().filter(|it| it.target == "/graphql").count();
    assert_eq!((grants, asked.len()), (1, 21));
}

#[tokio::test]
async fn a_missing_user_token_is_explained_without_naming_anyone() {
    for (status, body, expected) in [
        (
            200,
            r#"{"data":{"offlineUserAuthToken":{"success":false,"errors":[{"message":"User is not active"}]}}}"#,
            ": User is not active",
        ),
        (
            200,
            r#"{"data":{"offlineUserAuthToken":{"success":false,"errors":[{"message":"no bob-1 here"}]}}}"#,
            "gives no token",
        ),
        (
            200,
            r#"{"data":null,"errors":[{"message":"Unknown field"}]}"#,
            ": Unknown field",
        ),
        (
            200,
            r#"{"data":{"offlineUserAuthToken":{"success":true,"authToken":null}}}"#,
            "gives no token",
        ),
        (
            200,
            r#"{"data":{"offlineUserAuthToken":{"success":true,"authToken":{"token":"s3cret\n","ttl":9}}}}"#,
            "can't be in a header",
        ),
        (200, r#"{"s3cret":"#, "not the JSON"),
        (401, "s3cret", "refuses with 401"),
        (502, "s3cret", "unavailable"),
    ] {
        let host = Host::start(move |asked: &Asked| match &*asked.target {
            "/graphql" => json_with(status, body),
            _ => json_with(200, "{}"),
        })
        .await;
        let client = client(installation(&host, "jira")).delivered(delivered("t0k3n"));
        let error = call(&client.as_user("bob-1", None)).await.unwrap_err();
        let cause = error.source().unwrap().to_string();
        assert!(cause.contains(expected), "{cause}");
        let shown = format!("{error} {error:?} {cause}");
        for secret in ["s3cret", "t0k3n", "bob-1"] {
            assert!(!shown.contains(secret), "{shown}");
        }
        assert_eq!(host.asked().len(), 1, "the call was not made");
    }
    let host = Host::usual().await;
    let error = call(&client(installation(&host, "jira")).as_user("bob", None)).await;
    assert!(matches!(
        error.unwrap_err().kind(),
        CallErrorKind::Impersonation(ImpersonationError::NoAppToken(NoToken::NeverDelivered))
    ));
    let api = installation(&host, "jira").api_base_url;
    let nowhere = client(ForgeSite::new(api)).delivered(delivered("d"));
    let error = call(&nowhere.as_user("bob", None)).await.unwrap_err();
    assert!(matches!(
        error.kind(),
        CallErrorKind::Impersonation(ImpersonationError::NoContext)
    ));
    assert!(host.asked().is_empty());
}

#[tokio::test]
async fn properties_of_the_app_have_forges_path() {
    let host = Host::start(|asked: &Asked| match asked.method.as_str() {
        "PUT" => json_with(201, r#"{"message":"Property created.","statusCode":201}"#),
        "DELETE" => with(204, &[], ""),
        _ if asked.target.ends_with("/properties") => {
            json_with(200, r#"{"keys":[{"key":"votes"}]}"#)
        }
        _ if asked.target.contains("/v2/app/properties?") => {
            json_with(200, r#"{"results":[{"key":"b","value":2}],"_links":{}}"#)
        }
        _ => json_with(200, r#"{"key":"votes","value":7}"#),
    })
    .await;
    let jira = client(installation(&host, "jira")).delivered(delivered("app"));
    // They are hidden from users.
    let properties = jira.as_user("ann", None).app_properties();
    assert_eq!(properties.keys().await.unwrap(), ["votes"]);
    properties.set("votes", &7).await.unwrap();
    assert_eq!(properties.get("votes").await.unwrap(), Some(7));
    assert!(properties.remove("votes").await.unwrap());
    let of_jira = "/ex/jira/c-1/rest/forge/1/app/properties";
    let asked = host.asked();
    assert_eq!(asked[0].target, of_jira);
    assert!(
        asked[1..]
            .iter()
            .all(|it| it.target == format!("{of_jira}/votes"))
    );
    assert_eq!(asked[1].json(), json!(7));
    assert!(asked.iter().all(|it| it.authorization() == "Bearer app"));

    let wiki = client(installation(&host, "confluence")).delivered(delivered("app"));
    wiki.app_properties().set("votes", &7).await.unwrap();
    let last = host.asked().pop().unwrap().target;
    assert_eq!(last, "/ex/confluence/c-1/wiki/api/v2/app/properties/votes");
}

#[tokio::test]
async fn keys_of_confluences_properties_are_in_pages() {
    let host = Host::start(|asked: &Asked| {
        let body = if asked.target.contains("cursor=") {
            r#"{"results":[{"key":"b"}],"_links":{}}"#
        } else {
            r#"{"results":[{"key":"a"}],"_links":{"next":"https://elsewhere.example/wiki/api/v2/app/properties?cursor=x"}}"#
        };
        json_with(200, body)
    })
    .await;
    let wiki = client(installation(&host, "confluence")).delivered(delivered("app"));
    assert_eq!(wiki.app_properties().keys().await.unwrap(), ["a", "b"]);
    let second = host.asked().pop().unwrap().target;
    assert_eq!(
        second,
        "/ex/confluence/c-1/wiki/api/v2/app/properties?cursor=x"
    );
}

#[tokio::test]
async fn the_key_that_the_site_had_on_connect_is_read() {
    const PATH: &str = "/rest/atlassian-connect/1/addons/com.example.votes/properties/\
        connect_client_key_019cdff3-8bfb-71fe-9628-875b700aebb8";
    for (status, body, expected) in [
        (200, r#"{"key":"k","value":"a-key"}"#, Some("a-key")),
        (
            200,
            r#"{"key":"k","value":{"clientKey":"a-key"}}"#,
            Some("a-key"),
        ),
        (200, r#"{"key":"k","value":""}"#, None),
        (200, r#"{"key":"k","value":"a key"}"#, None),
        (200, r#"{"key":"k","value":7}"#, None),
        (404, "{}", None),
    ] {
        let host = Host::start(move |_| json_with(status, body)).await;
        for (product, below) in [("jira", ""), ("confluence", "/wiki")] {
            let client = client(installation(&host, product)).delivered(delivered("app"));
            let client_key = client.connect_client_key().await.unwrap();
            assert_eq!(client_key.as_deref(), expected, "{body}");
            let target = host.asked().pop().unwrap().target;
            assert_eq!(target, format!("/ex/{product}/c-1{below}{PATH}"));
        }
    }
    let host = Host::start(|_| json_with(403, "{}")).await;
    let client = client(installation(&host, "jira")).delivered(delivered("app"));
    let error = client.connect_client_key().await.unwrap_err();
    assert!(
        error.to_string().contains("lacks the operation's scope"),
        "{error}"
    );
}

#[tokio::test]
async fn limits_and_retries_are_those_of_connect() {
    let host = Host::start(|asked: &Asked| match asked.number {
        0 => with(429, &[("retry-after", "7")], ""),
        1 => with(503, &[], ""),
        _ => json_with(200, "{}"),
    })
    .await;
    let settings = ClientSettings {
        call_timeout: Duration::from_secs(600),
        ..settings()
    };
    let pool = ClientPool::with_settings(settings);
    let client = pool.client(&config(installation(&host, "jira"))).unwrap();
    call(&client.delivered(delivered("d"))).await.unwrap();
    assert_eq!(sent(&host), ["Bearer d"; 3]);
}

#[tokio::test]
async fn delivered_tokens_change_nothing_on_connect() {
    let host = Host::usual().await;
    let client = host.client().delivered(delivered("d"));
    call(&client).await.unwrap();
    assert_eq!(host.asked()[0].claims()["iss"], APP);
}

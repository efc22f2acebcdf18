//! Case 235: acting as a user.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::response::{IntoResponse, Response};
use connect_model::{Scope, ScopeSet};
use serde_json::{Value, json};
use tokio::sync::Notify;
use url::form_urlencoded;

use super::host::{APP, Asked, Host, MYSELF, NOW, claims, json_with, settings};
use crate::__private::AsUser;
use crate::{CallError, CallErrorKind, Client, ClientPool, ClientSettings, ImpersonationError};

const CLIENT_ID: &str = "eyJob2lzdCI6InRlc3QifQ";

/// An authorization server whose n-th token is `token-n`, valid for 15 minutes.
async fn server() -> Host {
    Host::start(|asked: &Asked| {
        axum::Json(json!({
            "access_token": format!("token-{}", asked.number),
            "expires_in": 900,
            "token_type": "Bearer",
        }))
    })
    .await
}

struct Scene {
    host: Host,
    server: Host,
    settings: ClientSettings,
    clients: ClientPool,
}

impl Scene {
    async fn of(host: Host, server: Host) -> Self {
        let settings = ClientSettings {
            authorization_server: Some(server.url.clone()),
            ..settings()
        };
        let clients = ClientPool::with_settings(settings.clone());
        Self {
            host,
            server,
            settings,
            clients,
        }
    }

    async fn usual() -> Self {
        Self::of(Host::usual().await, server().await).await
    }

    fn client(&self, client_key: &str) -> Client {
        let config = self.host.config().client_key(client_key);
        self.clients
            .client(&config.oauth_client_id(CLIENT_ID))
            .unwrap()
    }

    async fn call(&self, client: &Client) -> Result<String, CallError> {
        let _: Value = client.call(&MYSELF).await?;
        Ok(self.host.asked().last().unwrap().authorization().to_owned())
    }
}

#[tokio::test]
async fn the_assertion_is_as_documented() {
    let scene = Scene::usual().await;
    let client = scene.client("one");
    let narrow = client.as_user(
        "557058:a b",
        Some(ScopeSet::of(&[Scope::Read, Scope::ActAsUser])),
    );
    assert_eq!(scene.call(&narrow).await.unwrap(), "Bearer token-0");
    scene
        .call(&client.as_user("557058:a b", None))
        .await
        .unwrap();
    assert!(scene.call(&client).await.unwrap().starts_with("JWT "));

    let asked = scene.server.asked();
    assert_eq!(asked.len(), 2);
    for (asked, scope) in asked.iter().zip([Some("READ ACT_AS_USER"), None]) {
        assert_eq!(
            (asked.method.as_str(), &*asked.target),
            ("POST", "/oauth2/token")
        );
        assert_eq!(
            asked.headers["content-type"],
            "application/x-www-form-urlencoded"
        );
        assert!(!asked.headers.contains_key("authorization"));
        let form: Vec<(String, String)> =
            form_urlencoded::parse(&asked.body).into_owned().collect();
        let value = |name: &str| {
            let pair = form.iter().find(|(known, _)| known == name);
            pair.map(|(_, value)| value.as_str())
        };
        assert_eq!(
            value("grant_type"),
            Some("urn:ietf:params:oauth:grant-type:jwt-bearer")
        );
        assert_eq!(value("scope"), scope);
        assert_eq!(
            claims(value("assertion").unwrap()),
            json!({
                "iss": format!("urn:atlassian:connect:clientid:{CLIENT_ID}"),
                "sub": "urn:atlassian:connect:useraccountid:557058:a b",
                "tnt": scene.host.url.as_str().trim_end_matches('/'),
                "aud": scene.server.url.as_str().trim_end_matches('/'),
                "iat": NOW,
                "exp": NOW + 60,
            })
        );
    }
}

#[tokio::test]
async fn a_token_is_one_users_on_one_tenant_with_one_set_of_scopes() {
    let scene = Scene::usual().await;
    for _ in 0..3 {
        for (client, token) in [
            (scene.client("one").as_user("a", None), "Bearer token-0"),
            (scene.client("one").as_user("b", None), "Bearer token-1"),
            (scene.client("two").as_user("a", None), "Bearer token-2"),
            (
                scene
                    .client("one")
                    .as_user("a", Some(ScopeSet::of(&[Scope::Read]))),
                "Bearer token-3",
            ),
        ] {
            assert_eq!(scene.call(&client).await.unwrap(), token);
        }
    }
    assert_eq!(scene.server.asked().len(), 4);
}

#[tokio::test]
async fn a_token_is_refreshed_early_and_dropped_on_uninstall() {
    let scene = Scene::usual().await;
    let (one, two) = (
        scene.client("one").as_user("a", None),
        scene.client("two").as_user("a", None),
    );
    assert_eq!(scene.call(&one).await.unwrap(), "Bearer token-0");
    assert_eq!(scene.call(&two).await.unwrap(), "Bearer token-1");
    scene.settings.clock.advance(839);
    assert_eq!(scene.call(&one).await.unwrap(), "Bearer token-0");
    scene.settings.clock.advance(1);
    assert_eq!(scene.call(&one).await.unwrap(), "Bearer token-2");
    scene.clients.forget(APP, "one");
    assert_eq!(scene.call(&one).await.unwrap(), "Bearer token-3");
    // Neither another tenant's tokens nor those of one with the same prefix are dropped.
    scene.clients.forget(APP, "tw");
    scene.clients.forget(APP, "three");
    scene.settings.clock.advance(-1);
    assert_eq!(scene.call(&two).await.unwrap(), "Bearer token-1");
}

#[tokio::test]
async fn an_old_token_is_used_until_it_ends() {
    let server = Host::start(|asked: &Asked| match asked.number {
        0 => json_with(
            200,
            r#"{"access_token":"t","expires_in":900,"token_type":"bearer"}"#,
        ),
        _ => http::StatusCode::BAD_GATEWAY.into_response(),
    })
    .await;
    let scene = Scene::of(Host::usual().await, server).await;
    let client = scene.client("one").as_user("a", None);
    scene.call(&client).await.unwrap();
    scene.settings.clock.advance(899);
    assert_eq!(scene.call(&client).await.unwrap(), "Bearer t");
    assert_eq!(scene.server.asked().len(), 2);
    scene.settings.clock.advance(1);
    let error = scene.call(&client).await.unwrap_err();
    assert!(matches!(
        error.kind(),
        CallErrorKind::Impersonation(ImpersonationError::Unavailable)
    ));
}

#[tokio::test]
async fn one_request_for_all_callers() {
    let go_on = Arc::new(Notify::new());
    let waiting = Arc::clone(&go_on);
    let server = Host::serve(move |asked| {
        let waiting = Arc::clone(&waiting);
        async move {
            waiting.notified().await;
            let token = format!("token-{}", asked.number);
            axum::Json(json!({ "access_token": token, "expires_in": 900 })).into_response()
        }
    })
    .await;
    let scene = Arc::new(Scene::of(Host::usual().await, server).await);
    let calls: Vec<_> = (0..12)
        .map(|_| {
            let client = scene.client("one").as_user("a", None);
            tokio::spawn(client.call::<Value>(&MYSELF).into_future())
        })
        .collect();
    go_on.notify_one();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(scene.server.asked().len(), 1);
    assert_eq!(scene.host.asked().len(), 12);
}

#[tokio::test]
async fn a_failed_request_fails_all_who_waited() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let go_on = Arc::new(Notify::new());
    let waiting = Arc::clone(&go_on);
    let server = Host::serve(move |_| {
        let waiting = Arc::clone(&waiting);
        counted.fetch_add(1, Ordering::SeqCst);
        async move {
            waiting.notified().await;
            json_with(
                400,
                r#"{"error":"invalid_grant","error_description":"secret words"}"#,
            )
        }
    })
    .await;
    let scene = Scene::of(Host::usual().await, server).await;
    let client = scene.client("one").as_user("a", None);
    let calls = (0..12).map(|_| client.call::<Value>(&MYSELF).send());
    let ended = tokio::join!(futures_util::future::join_all(calls), async {
        go_on.notify_one()
    });
    for error in ended.0 {
        let error = error.unwrap_err();
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(
            source,
            "the authorization server refuses with 400: invalid_grant"
        );
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    assert!(scene.host.asked().is_empty());
}

#[tokio::test]
async fn a_token_that_is_rejected_is_dropped() {
    let host = Host::start(|asked: &Asked| -> Response {
        match asked.authorization() {
            "Bearer token-1" => json_with(200, "{}"),
            _ => json_with(401, "{}"),
        }
    })
    .await;
    let scene = Scene::of(host, server().await).await;
    let client = scene.client("one").as_user("a", None);
    assert_eq!(scene.call(&client).await.unwrap(), "Bearer token-1");
    assert_eq!(scene.call(&client).await.unwrap(), "Bearer token-1");
    assert_eq!(
        (scene.host.asked().len(), scene.server.asked().len()),
        (3, 2)
    );
    // The second rejection is final.
    let host = Host::start(|_: &Asked| json_with(401, "{}")).await;
    let scene = Scene::of(host, server().await).await;
    let error = scene
        .call(&scene.client("one").as_user("a", None))
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert_eq!(
        (scene.host.asked().len(), scene.server.asked().len()),
        (2, 2)
    );
}

#[tokio::test]
async fn a_response_without_a_token_is_reported_without_its_body() {
    for body in [
        r#"{"access_token":7}"#,
        r#"{"access_token":"s3cret","token_type":"mac"}"#,
        r#"{"access_token":"s3cret\n"}"#,
        r#"{"access_token":""}"#,
        "s3cret",
        "",
    ] {
        let server = Host::start(move |_: &Asked| json_with(200, body)).await;
        let scene = Scene::of(Host::usual().await, server).await;
        let error = scene
            .call(&scene.client("one").as_user("a", None))
            .await
            .unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(
            shown.contains("Unusable") && !shown.contains("s3cret"),
            "{shown}"
        );
        assert!(scene.host.asked().is_empty());
    }
    let scene = Scene::usual().await;
    let client = scene
        .clients
        .client(&scene.host.config())
        .unwrap()
        .as_user("a", None);
    let error = scene.call(&client).await.unwrap_err();
    let cause = error.source().unwrap().to_string();
    assert!(cause.contains("must ask for ACT_AS_USER"), "{cause}");
}

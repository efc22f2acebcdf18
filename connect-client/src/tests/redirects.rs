//! No redirect is followed.

use connect_model::Method;
use connect_model::{Product, Scope};
use serde_json::Value;

use super::host::{Host, MYSELF, settings, with};
use crate::__private::AsUser;
use crate::{CallErrorKind, ClientPool, ClientSettings, Operation, Response};
use connect_auth::clock::Clock;

#[tokio::test]
async fn case_233_no_redirect_is_followed() {
    let evil = Host::usual().await;
    for status in [301, 302, 303, 307, 308] {
        for to in [
            evil.url.join("/steal?token=t0k3n").unwrap().to_string(),
            "/rest/api/3/elsewhere?token=t0k3n".to_owned(),
            "//example.com/?token=t0k3n".to_owned(),
            "http://example.com/?token=t0k3n".to_owned(),
        ] {
            let location = to.clone();
            let host = Host::start(move |_| with(status, &[("location", &location)], "")).await;
            let error = host.client().call::<Value>(&MYSELF).await.unwrap_err();
            assert_eq!(error.status().unwrap().as_u16(), status);
            assert!(!format!("{error} {error:?}").contains("t0k3n"), "{error:?}");
            let CallErrorKind::Redirect { location, .. } = error.kind() else {
                panic!("{error:?}");
            };
            assert_eq!(location.as_ref().unwrap().reveal(), to);
            assert_eq!(host.asked().len(), 1);
        }
    }
    assert!(evil.asked().is_empty());
}

#[tokio::test]
async fn no_redirect_of_the_authorization_server_is_followed() {
    let (host, evil) = (Host::usual().await, Host::usual().await);
    let to = evil.url.to_string();
    let server = Host::start(move |_| with(307, &[("location", &to)], "")).await;
    let clients = ClientPool::with_settings(ClientSettings {
        authorization_server: Some(server.url.clone()),
        clock: Clock::stopped_at(super::host::NOW),
        ..settings()
    });
    let config = host.config().oauth_client_id("client-id");
    let client = clients.client(&config).unwrap().as_user("account", None);
    let error = client.call::<Value>(&MYSELF).await.unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Impersonation(_)),
        "{error}"
    );
    assert!(host.asked().is_empty() && evil.asked().is_empty());
}

#[tokio::test]
async fn a_redirect_is_how_some_operations_report_success() {
    const DELETE: Operation = Operation::new(
        Method::Delete,
        Product::Jira,
        "/rest/api/3/field/{id}",
        &[Scope::Admin],
    )
    .redirecting();
    let task = "/rest/api/3/task/1";
    let host = Host::start(move |_| with(303, &[("location", task)], "")).await;
    let delete = || host.client().call::<()>(&DELETE).path("id", "f-1");
    let () = delete().await.unwrap();
    let reply = delete().response::<Response>().await.unwrap();
    assert_eq!(reply.status(), 303);
    assert_eq!(reply.headers()["location"], task);
    assert_eq!(host.asked().len(), 2, "no request went there");
    let failing = Host::start(|_| with(400, &[], "")).await;
    let call = failing.client().call::<()>(&DELETE).path("id", "f-1");
    assert_eq!(call.await.unwrap_err().status().unwrap(), 400);
}

#[tokio::test]
async fn an_attachment_that_is_stored_elsewhere_is_reported_with_what_to_do() {
    const CONTENT: Operation = Operation::new(
        Method::Get,
        Product::Jira,
        "/rest/api/3/attachment/content/{id}",
        &[Scope::Read],
    );
    let to = "https://media.example/?token=t0k3n";
    let host = Host::start(move |_| with(303, &[("location", to)], "")).await;
    let call = host.client().call::<Response>(&CONTENT).path("id", 7);
    let error = call.query("width", 1).await.unwrap_err().to_string();
    assert!(error.contains("`redirect = false`"), "{error}");
    let error = host.client().call::<Response>(&MYSELF).await.unwrap_err();
    assert!(
        error.to_string().contains("the error's `location`"),
        "{error}"
    );
}

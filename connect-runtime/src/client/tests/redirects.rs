//! No redirect is followed (case 233).

use serde_json::Value;

use super::host::{Host, MYSELF, settings, with};
use crate::auth::clock::Clock;
use crate::client::{CallError, Clients, Settings};

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
            let CallError::Redirect { location, .. } = error else {
                panic!("{error:?}");
            };
            assert_eq!(location.unwrap().reveal(), to);
            assert_eq!(host.asked().len(), 1);
        }
    }
    assert!(evil.asked().is_empty());
}

#[tokio::test]
async fn case_233_the_authorization_server_cant_send_us_elsewhere() {
    let (host, evil) = (Host::usual().await, Host::usual().await);
    let to = evil.url.to_string();
    let server = Host::start(move |_| with(307, &[("location", &to)], "")).await;
    let clients = Clients::with(Settings {
        authorization_server: Some(server.url.clone()),
        clock: Clock::stopped_at(super::host::NOW),
        ..settings()
    });
    let config = host.config().oauth_client_id("client-id");
    let client = clients.client(&config).unwrap().__as_user("account", None);
    let error = client.call::<Value>(&MYSELF).await.unwrap_err();
    assert!(matches!(error, CallError::Impersonation { .. }), "{error}");
    assert!(host.asked().is_empty() && evil.asked().is_empty());
}

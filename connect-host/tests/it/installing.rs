use connect_host::{Clock, Host, HostError, KeyHost, StatusCode};
use serde_json::json;

use crate::recording_app::{App, panel, sha256};

#[tokio::test]
async fn an_installation_is_signed_and_complete() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();

    let installed = app.last("/installed");
    assert_eq!(installed.method, "POST");
    assert_eq!(
        installed.header("content-type"),
        Some("application/json; charset=UTF-8")
    );
    // The public key is fetched over HTTP, as the app fetches it.
    let pem_url = format!("{}{}", host.key_host_url(), host.key_host().kid());
    let pem = reqwest::get(pem_url).await.unwrap().text().await.unwrap();
    let (kid, claims) = installed.rs256(&pem, &app.url);
    assert_eq!(kid.as_deref(), Some(host.key_host().kid()));
    assert_eq!(claims["iss"], host.client_key());
    assert_eq!(claims["aud"], json!([app.url]));
    assert_eq!(claims["qsh"], sha256("POST&/installed&"));
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        180
    );
    assert!(claims.get("sub").is_none());

    let body = installed.json();
    assert_eq!(body["key"], "com.example.votes");
    assert_eq!(body["clientKey"], host.client_key());
    assert_eq!(body["sharedSecret"], host.shared_secret());
    assert_eq!(
        body["baseUrl"],
        host.base_url().as_str().trim_end_matches('/')
    );
    assert_eq!(body["productType"], "jira");
    assert_eq!(body["eventType"], "installed");
    for field in [
        "oauthClientId",
        "displayUrl",
        "description",
        "publicKey",
        "serverVersion",
    ] {
        assert!(body[field].is_string(), "{field}");
    }

    let enabled = app.last("/enabled");
    let claims = enabled.hs256(&host.shared_secret());
    assert_eq!(claims["qsh"], sha256("POST&/enabled&"));
    assert_eq!(enabled.json()["eventType"], "enabled");
    assert!(enabled.json().get("sharedSecret").is_none());
}

#[tokio::test]
async fn only_200_and_204_complete_an_installation() {
    let app = App::start(panel()).await;
    for status in [200, 204] {
        app.answer("/installed", status);
        assert!(Host::jira().install(&app.url).await.is_ok());
    }
    for status in [201, 302, 401, 500] {
        app.answer("/installed", status);
        let host = Host::jira().start().await.unwrap();
        let error = host.install_url(&app.url).await.unwrap_err();
        let HostError::LifecycleFailed {
            event,
            status: answered,
            ..
        } = error
        else {
            panic!("{error}")
        };
        assert_eq!((event.as_str(), answered.as_u16()), ("installed", status));
        assert!(!host.is_installed());
        assert!(matches!(
            host.open("votes").await,
            Err(HostError::NotInstalled { .. })
        ));
    }
}

#[tokio::test]
async fn a_failing_enabled_callback_is_recorded_and_changes_nothing() {
    let app = App::start(panel()).await;
    app.answer("/enabled", 500);
    let host = Host::jira().install(&app.url).await.unwrap();
    assert!(host.open("votes").await.is_ok());
    let journal = host.journal();
    let enabled = journal
        .iter()
        .find(|exchange| exchange.purpose == "enabled")
        .unwrap();
    assert_eq!(enabled.status, Some(StatusCode::INTERNAL_SERVER_ERROR));
}

#[tokio::test]
async fn a_reinstallation_rotates_the_secret_when_it_succeeds() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    let first = host.shared_secret();

    app.answer("/installed", 503);
    host.reinstall().await.unwrap_err();
    assert_eq!(host.shared_secret(), first);
    assert!(host.is_installed());

    app.answer("/installed", 204);
    host.reinstall().await.unwrap();
    assert_ne!(host.shared_secret(), first);
    let bodies = app.received("/installed");
    assert_eq!(
        bodies.last().unwrap().json()["sharedSecret"],
        host.shared_secret()
    );
    app.last("/enabled").hs256(&host.shared_secret());
}

#[tokio::test]
async fn uninstalling_is_signed_and_final() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    host.uninstall().await.unwrap();

    let disabled = app.last("/disabled");
    assert_eq!(
        disabled.hs256(&host.shared_secret())["qsh"],
        sha256("POST&/disabled&why=host")
    );
    let uninstalled = app.last("/uninstalled");
    let (_, claims) = uninstalled.rs256(host.key_host().key().public_pem(), &app.url);
    assert_eq!(claims["qsh"], sha256("POST&/uninstalled&"));
    assert_eq!(uninstalled.json()["eventType"], "uninstalled");
    assert!(uninstalled.json().get("sharedSecret").is_none());

    assert!(matches!(
        host.uninstall().await,
        Err(HostError::NotInstalled { .. })
    ));
    assert!(matches!(
        host.fire("jira:issue_created").await,
        Err(HostError::NotInstalled { .. })
    ));
    host.reinstall().await.unwrap();
    assert!(host.open("votes").await.is_ok());
}

#[tokio::test]
async fn a_disabled_app_shows_nothing() {
    let app = App::start(panel()).await;
    let host = Host::jira().install(&app.url).await.unwrap();
    app.answer("/disabled", 500);
    let error = host.disable().await.unwrap_err();
    assert!(error.to_string().contains("ignores the failure"), "{error}");
    assert!(matches!(
        host.open("votes").await,
        Err(HostError::Disabled { .. })
    ));
    host.enable().await.unwrap();
    assert!(host.open("votes").await.is_ok());
}

#[tokio::test]
async fn two_sites_are_two_tenants_of_one_app() {
    let app = App::start(panel()).await;
    let keys = KeyHost::start().await.unwrap();
    let a = Host::jira()
        .key_host(&keys)
        .install(&app.url)
        .await
        .unwrap();
    let b = Host::jira()
        .key_host(&keys)
        .install(a.app().unwrap())
        .await
        .unwrap();
    assert_ne!(a.client_key(), b.client_key());
    assert_ne!(a.shared_secret(), b.shared_secret());
    assert_ne!(a.base_url(), b.base_url());
    assert_eq!(a.key_host_url(), b.key_host_url());
    let sent: Vec<_> = app
        .received("/installed")
        .iter()
        .map(|r| r.json()["clientKey"].clone())
        .collect();
    assert_eq!(sent, [a.client_key(), b.client_key()]);
}

#[tokio::test]
async fn the_site_is_what_the_builder_says() {
    let app = App::start(json!({})).await;
    let clock = Clock::at(1_700_000_000);
    let host = Host::confluence()
        .client_key("tenant-a")
        .base_url("https://a.atlassian.net/wiki")
        .clock(&clock)
        .install(&app.url)
        .await
        .unwrap();
    let body = app.last("/installed").json();
    assert_eq!(body["clientKey"], "tenant-a");
    assert_eq!(body["baseUrl"], "https://a.atlassian.net/wiki");
    assert_eq!(body["productType"], "confluence");
    assert_eq!(host.token().claims()["iat"], 1_700_000_000);
}

#[tokio::test]
async fn a_site_can_be_displayed_at_other_addresses() {
    let app = App::start(panel()).await;
    let host = Host::jira()
        .base_url("https://acme.atlassian.net")
        .display_url("https://issues.acme.example")
        .help_center_url("https://support.acme.example/")
        .install(&app.url)
        .await
        .unwrap();
    let body = app.last("/installed").json();
    assert_eq!(body["baseUrl"], "https://acme.atlassian.net");
    assert_eq!(body["displayUrl"], "https://issues.acme.example");
    assert_eq!(
        body["displayUrlServicedeskHelpCenter"],
        "https://support.acme.example"
    );
    assert_eq!(host.display_url().as_str(), "https://issues.acme.example/");

    // The help centre is where the product is shown, unless it has an address of its own; Confluence
    // has none.
    let host = Host::jira()
        .display_url("https://issues.acme.example")
        .start();
    let payload = host.await.unwrap().lifecycle_payload("installed", "k");
    assert_eq!(
        payload["displayUrlServicedeskHelpCenter"],
        payload["displayUrl"]
    );
    let host = Host::confluence().start().await.unwrap();
    let payload = host.lifecycle_payload("installed", "k");
    assert_eq!(payload["displayUrl"], payload["baseUrl"]);
    assert!(payload.get("displayUrlServicedeskHelpCenter").is_none());
    for host in [
        Host::jira().display_url("nowhere"),
        Host::jira().help_center_url("nowhere"),
    ] {
        let error = host.start().await.unwrap_err();
        assert!(matches!(error, HostError::BaseUrl { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_bad_descriptor_is_refused_with_all_its_problems() {
    let app = App::start(panel()).await;
    app.describe(|descriptor| {
        descriptor["key"] = json!("not a key");
        descriptor["scopes"] = json!(["REED"]);
        descriptor["modules"]["webPanels"][0]["url"] = json!("https://elsewhere.example/");
    });
    let error = Host::jira().install(&app.url).await.unwrap_err();
    let HostError::DescriptorRefused { problems } = &error else {
        panic!("{error}")
    };
    assert_eq!(problems.len(), 3, "{error}");
    assert!(app.received("/installed").is_empty());
}

#[tokio::test]
async fn a_missing_app_descriptor_or_url_is_an_error() {
    let app = App::start(panel()).await;
    app.answer("/atlassian-connect.json", 404);
    let error = Host::jira().install(&app.url).await.unwrap_err();
    assert!(
        matches!(
            error,
            HostError::NoDescriptor {
                status: StatusCode::NOT_FOUND,
                ..
            }
        ),
        "{error}"
    );

    for given in ["ftp://x.example", "nonsense"] {
        let error = Host::jira().install(given).await.unwrap_err();
        assert!(matches!(error, HostError::BaseUrl { .. }), "{error}");
    }
    // A port that was free a moment ago.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let gone = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = Host::jira().install(&gone).await.unwrap_err();
    assert!(matches!(error, HostError::Unreachable { .. }), "{error}");
}

//! Installing the app's manifest, and removing it.

use connect_host::{Host, HostError, HostProduct};
use connect_model::forge::Manifest;
use serde_json::json;

use super::app::{App, installed, manifest, module, with};

#[tokio::test]
async fn an_app_is_notified_when_it_is_installed_upgraded_and_removed() {
    let (host, app) = installed().await;
    let received = app.last();
    assert_eq!(received.path, "/forge/events");
    assert_eq!(received.body["eventType"], "avi:forge:installed:app");
    assert_eq!(received.body["id"], host.client_key());
    let site = format!("ari:cloud:jira::site/{}", host.client_key());
    assert_eq!(received.body["context"], site);
    // No user is viewing a page.
    assert!(received.token.context.is_none() && received.token.principal.is_none());
    assert_eq!(received.token.module.kind, "core:endpoint");
    assert_eq!(received.token.module.key, "connect-events");
    assert!(received.token.installation_id.ends_with(host.client_key()));
    assert_eq!(received.token.expires_at - received.token.issued_at, 25);
    assert!(received.header("x-forge-oauth-system").is_some());
    assert_eq!(received.header("x-forge-oauth-user"), None);

    host.reinstall().await.unwrap();
    let received = app.last();
    assert_eq!(received.body["eventType"], "avi:forge:upgraded:app");

    host.uninstall().await.unwrap();
    let gone = app.last();
    assert_eq!(gone.path, "/forge/gone");
    assert!(!host.is_installed());

    // Installing it again makes a new installation.
    host.reinstall().await.unwrap();
    let received = app.last();
    assert_eq!(received.body["eventType"], "avi:forge:installed:app");
    assert_ne!(received.token.installation_id, gone.token.installation_id);
    let id = received.body["id"].as_str().unwrap();
    assert!(received.token.installation_id.ends_with(id), "{id}");
}

#[tokio::test]
async fn a_failed_installation_event_is_sent_five_times() {
    let (host, app) = installed().await;
    app.answer("/forge/events", vec![(500, vec![], "no store".to_owned())]);
    let before = app.called().len();
    let error = host.reinstall().await.unwrap_err();
    assert!(
        matches!(error, HostError::LifecycleFailed { .. }),
        "{error}"
    );
    assert_eq!(app.called().len() - before, 5);
    // An app does not decide whether it is installed.
    assert!(host.is_installed());
}

#[tokio::test]
async fn forge_does_not_disable_apps_and_calls_only_what_the_manifest_has() {
    let (host, _) = installed().await;
    let error = host.disable().await.unwrap_err();
    assert!(matches!(error, HostError::NotOnForge { .. }), "{error}");
    let request = host.request(connect_host::Method::GET, "/condition");
    let error = request.await.unwrap_err();
    assert!(
        error.to_string().contains("endpoints of the manifest"),
        "{error}"
    );
    assert!(host.descriptor().is_none() && host.manifest().is_some());
}

#[tokio::test]
async fn a_manifest_that_forge_refuses_is_not_installed() {
    let mut broken = manifest();
    broken.scopes.remove("read:jira-work");
    let (host, app) = with(Host::forge(), broken).await;
    let error = host.unwrap_err();
    let HostError::ManifestRefused { problems } = &error else {
        panic!("{error}")
    };
    assert!(error.to_string().contains("read:jira-work"), "{error}");
    assert!(!problems.is_empty() && app.called().is_empty());
}

#[tokio::test]
async fn an_app_without_a_manifest_is_not_installed() {
    let host = Host::forge().start().await.unwrap();
    let error = host.install("http://127.0.0.1:1").await.unwrap_err();
    assert!(matches!(error, HostError::NoManifest), "{error}");
}

#[tokio::test]
async fn the_product_is_the_one_of_the_manifest() {
    let keys = connect_host::KeyHost::start().await.unwrap();
    let app = App::start(&keys).await;
    let mut of_confluence = Manifest::default();
    let mut all = manifest();
    let page = module(
        "ranking",
        json!({"title": "Votes", "route": "ranking", "resource": "connect-shell",
            "resolver": {"endpoint": "connect-ui"}}),
    );
    let name = "confluence:globalPage".to_owned();
    of_confluence.modules.insert(name, vec![page]);
    for kept in ["endpoint", "trigger", "preUninstall"] {
        let modules = all.modules.remove(kept).unwrap();
        of_confluence.modules.insert(kept.to_owned(), modules);
    }
    of_confluence.modules.get_mut("trigger").unwrap().remove(0);
    let endpoints = of_confluence.modules.get_mut("endpoint").unwrap();
    endpoints.retain(|one| !one.key.contains("sched") && !one.key.contains("jql"));
    for scope in ["read:app-system-token", "read:app-user-token"] {
        let kept = all.scopes.remove(scope).unwrap();
        of_confluence.scopes.insert(scope.to_owned(), kept);
    }
    let read = connect_model::forge::manifest::Scope::default();
    let name = "read:confluence-content.all".to_owned();
    of_confluence.scopes.insert(name, read);
    let handle = app.with(of_confluence);
    let host = Host::forge().key_host(&keys).install(handle).await.unwrap();
    assert_eq!(host.product(), HostProduct::Confluence);
    assert!(host.base_url().path().starts_with("/wiki"));
    let received = app.last();
    let api = received.token.api_base_url.path().to_owned();
    assert_eq!(api, format!("/ex/confluence/{}", host.client_key()));
}

//! What the product knows of the app itself.

use connect_host::Host;
use connect_runtime::App;
use serde_json::{Value, json};

use super::app::{app_with, ask, get, sold_app};

const OWN: &str = "/rest/atlassian-connect/1/addons/com.example.rest";

async fn own(host: Host) -> Value {
    ask(&host, get(OWN)).await["ok"].take()
}

async fn licensed(host: connect_host::HostBuilder, app: App, licensed: bool) -> Value {
    own(host.licensed(licensed).install(&app).await.unwrap()).await
}

#[tokio::test]
async fn an_app_reads_its_licence_in_both_products() {
    for host in [Host::jira, Host::confluence] {
        for active in [true, false] {
            let own = licensed(host(), sold_app(&["READ"]), active).await;
            assert_eq!(own["key"], "com.example.rest");
            assert_eq!(own["state"], "ENABLED");
            assert_eq!(own["license"]["active"], active);
            assert_eq!(own["license"]["type"], "DEVELOPER");
            assert!(own["license"]["entitlementId"].is_string());
        }
    }
    let free = licensed(Host::jira(), app_with(&["READ"]), true).await;
    assert_eq!(free["key"], "com.example.rest");
    assert!(free.get("license").is_none(), "{free}");
}

#[tokio::test]
async fn an_app_reads_no_other_apps_licence() {
    let host = Host::jira().install(&app_with(&["READ"])).await.unwrap();
    let other = ask(
        &host,
        get("/rest/atlassian-connect/1/addons/com.example.other"),
    )
    .await;
    assert_eq!(other["status"], 404);
    let host = Host::jira().install(&app_with(&[])).await.unwrap();
    assert_eq!(ask(&host, get(OWN)).await["status"], 403, "it needs READ");
}

/// Operations of Connect that no OpenAPI document has are there in both products.
#[tokio::test]
async fn connects_own_operations_are_served() {
    for host in [Host::jira(), Host::confluence()] {
        let host = host.install(&app_with(&["READ"])).await.unwrap();
        let report = json!({
            "method": "POST", "path": "/rest/atlassian-connect/latest/report-accounts",
            "body": {"accounts": [{"accountId": "ann", "updatedAt": "2026-01-05T09:30:00.000Z"}]},
        });
        assert_eq!(ask(&host, report).await, json!({"ok": null}));
        let recent = ask(
            &host,
            get("/rest/atlassian-connect/1/migration/transfer/recent"),
        )
        .await;
        assert_eq!(recent, json!({"ok": []}));
    }
    // A bare list is empty as a bare list.
    let host = Host::jira().install(&app_with(&["READ"])).await.unwrap();
    assert_eq!(
        ask(&host, get("/rest/api/3/field")).await,
        json!({"ok": []})
    );
    assert_eq!(
        ask(&host, get("/rest/api/3/user/search?query=a")).await,
        json!({"ok": []})
    );
}

//! What the product knows about the app itself.

use connect_host::{Host, Method};
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
            assert_eq!(own["license"]["type"], "COMMERCIAL");
            assert!(own["license"]["entitlementId"].is_string());
        }
    }
    let free = licensed(Host::jira(), app_with(&["READ"]), true).await;
    assert_eq!(free["key"], "com.example.rest");
    assert!(free.get("license").is_none(), "{free}");
}

#[tokio::test]
async fn an_app_cannot_read_another_apps_licence() {
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

/// Connect's operations that are in no OpenAPI document exist in both products.
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
    // A list is answered as a list.
    let host = Host::jira().install(&app_with(&["READ"])).await.unwrap();
    for list in ["/rest/api/3/field", "/rest/api/3/user/search?query=a"] {
        assert!(ask(&host, get(list)).await["ok"].is_array(), "{list}");
    }
}

#[tokio::test]
async fn an_app_learns_whose_data_it_must_erase_or_read_again() {
    for host in [Host::jira(), Host::confluence()] {
        let host = host.install(&app_with(&[])).await.unwrap();
        let report = |accounts: Value| {
            json!({
                "method": "POST", "path": "/rest/atlassian-connect/latest/report-accounts",
                "body": {"accounts": accounts},
            })
        };
        let read = |id: &str, at: &str| json!({"accountId": id, "updatedAt": at});
        let (old, new) = ("2026-01-05T09:30:00.000Z", "2026-01-06T09:30:00.000Z");
        host.close_account("ann");
        host.update_account("ben");
        let all = json!([read("ann", old), read("ben", old), read("cleo", old)]);
        let answer = ask(&host, report(all.clone())).await;
        let expected = json!({"ok": {"accounts": [
            {"accountId": "ann", "status": "closed"}, {"accountId": "ben", "status": "updated"},
        ]}});
        assert_eq!(answer, expected);
        assert_eq!(ask(&host, report(all)).await, expected, "until it was read");
        let fresh = json!([read("ben", new)]);
        assert_eq!(ask(&host, report(fresh)).await, json!({"ok": null}));
        let closed = json!([read("5be24ba3f91c106033269289", old)]);
        let answer = ask(&host, report(closed)).await;
        assert_eq!(answer["ok"]["accounts"][0]["status"], "closed");

        let many: Vec<_> = (0..91).map(|n| read(&format!("a-{n}"), old)).collect();
        for bad in [json!(many), json!([{"accountId": "ann"}]), json!("ann")] {
            assert_eq!(ask(&host, report(bad)).await["status"], 400);
        }
    }
}

#[tokio::test]
async fn an_app_reports_all_its_accounts_once_per_cycle() {
    for host in [Host::jira(), Host::confluence()] {
        let host = host.install(&app_with(&[])).await.unwrap();
        host.close_account("a-093");
        host.update_account("a-007");
        let kept: Vec<_> = (0..100).map(|n| format!("a-{n:03}")).collect();
        let report = async || -> Value {
            let sent = host
                .endpoint(Method::POST, "/api/privacy")
                .json(&json!(kept));
            sent.await.unwrap().json().unwrap()
        };
        let done = json!([100, ["refresh a-007", "erase a-093"]]);
        assert_eq!(report().await, done);
        let reports =
            |call: &&connect_host::rest::RestCall| call.target.contains("report-accounts");
        assert_eq!(host.rest_calls().iter().filter(reports).count(), 2);
        assert_eq!(report().await, json!([0, []]), "not again within the cycle");
    }
}

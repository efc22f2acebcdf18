//! What the product reports about its administrators.

use connect_host::{DEFAULT_USER, Host};
use serde_json::{Value, json};

use super::app::{app_with, ask, get};

async fn of_jira(host: &Host, user: &str) -> Value {
    let asked = json!({ "accountId": user, "globalPermissions": ["ADMINISTER", "BULK_CHANGE"] });
    let path = "/rest/api/3/permissions/check";
    let question = json!({ "method": "POST", "path": path, "body": asked });
    ask(host, question).await["ok"]["globalPermissions"].take()
}

async fn of_confluence(host: &Host, user: &str) -> Value {
    let path = format!("/wiki/rest/api/user?accountId={user}&expand=operations");
    ask(host, get(&path)).await["ok"]["operations"].take()
}

#[tokio::test]
async fn the_usual_user_administers_unless_others_do() {
    let host = Host::jira().install(&app_with(&["READ"])).await.unwrap();
    assert_eq!(
        of_jira(&host, DEFAULT_USER).await,
        json!(["ADMINISTER", "BULK_CHANGE"])
    );
    assert_eq!(of_jira(&host, "bob").await, json!(["BULK_CHANGE"]));
    host.set_administrators(["bob"]);
    assert_eq!(of_jira(&host, DEFAULT_USER).await, json!(["BULK_CHANGE"]));
    assert_eq!(
        of_jira(&host, "bob").await,
        json!(["ADMINISTER", "BULK_CHANGE"])
    );
    // Without the scope, an app learns nothing.
    let host = Host::jira().install(&app_with(&[])).await.unwrap();
    assert_eq!(of_jira(&host, DEFAULT_USER).await, json!(null));
}

#[tokio::test]
async fn confluence_reports_it_as_an_operation() {
    let builder = Host::confluence().administrators(["ann"]);
    let host = builder.install(&app_with(&["READ"])).await.unwrap();
    let operation = |name| json!({ "operation": name, "targetType": "application" });
    let all = json!([operation("use"), operation("administer")]);
    assert_eq!(of_confluence(&host, "ann").await, all);
    assert_eq!(of_confluence(&host, "bob").await, json!([operation("use")]));
    let unexpanded = ask(&host, get("/wiki/rest/api/user?accountId=ann")).await;
    assert_eq!(unexpanded["ok"]["operations"], json!(null));
}

//! What the descriptor grants.

use connect_host::rest::Refusal;
use connect_host::{Host, Scope, ScopeSet};
use serde_json::json;

use super::app::{ISSUE, app_with, ask, get, last};

#[tokio::test]
async fn a_call_that_the_descriptor_does_not_grant_is_refused() {
    let host = Host::jira().install(&app_with(&["write"])).await.unwrap();
    let read = ask(&host, get(ISSUE)).await;
    assert_eq!(read["ok"]["key"], "DEMO-1", "WRITE implies READ");
    let put = json!({"method": "PUT", "path": ISSUE, "body": {"fields": {}}});
    assert_eq!(ask(&host, put).await, json!({"ok": null}));
    assert_eq!(last(&host).json, Some(json!({"fields": {}})));
    for (method, path, refused) in [
        ("DELETE", ISSUE, Refusal::MissingScope(Scope::Delete)),
        (
            "GET",
            "/rest/api/3/events",
            Refusal::MissingScope(Scope::Admin),
        ),
        ("GET", "/rest/forge/1/app/properties", Refusal::Inaccessible),
    ] {
        let outcome = ask(&host, json!({"method": method, "path": path})).await;
        assert_eq!(outcome["status"], 403, "{outcome}");
        let error = outcome["error"].as_str().unwrap();
        assert!(error.contains("authorized API scope"), "{error}");
        assert_eq!(last(&host).refused, Some(refused));
    }
    let outcome = ask(&host, get("/rest/api/3/nothing")).await;
    assert_eq!(outcome["status"], 404);
    let outcome = ask(
        &host,
        json!({"method": "DELETE", "path": "/rest/api/3/myself"}),
    )
    .await;
    assert_eq!(outcome["status"], 405);
    // The other product is not on this site.
    assert_eq!(ask(&host, get("/wiki/api/v2/pages")).await["status"], 404);
}

#[tokio::test]
async fn a_withheld_scope_is_missing_until_it_is_restored() {
    let app = app_with(&["DELETE"]);
    let host = Host::jira().install(&app).await.unwrap();
    host.withhold(Scope::Read);
    assert_eq!(ask(&host, get(ISSUE)).await["status"], 403);
    let delete = json!({"method": "DELETE", "path": "/rest/api/3/issue/DEMO-3"});
    assert_eq!(ask(&host, delete.clone()).await, json!({"ok": null}));
    host.restore();
    assert_eq!(ask(&host, get(ISSUE)).await["ok"]["key"], "DEMO-1");
    host.withhold(Scope::Delete);
    assert_eq!(ask(&host, delete).await["status"], 403);
    assert_eq!(host.withheld(), ScopeSet::of(&[Scope::Delete]));
}

//! Properties that the app stores with the product.

use connect_host::Host;
use serde_json::json;

use super::app::{ISSUE, app_with, ask, get, post};

#[tokio::test]
async fn properties_are_stored() {
    let host = Host::jira().install(&app_with(&["DELETE"])).await.unwrap();
    assert_eq!(
        post(&host, "/api/properties").await,
        json!([
            [["colour"], "red"],
            null,
            [["votes"], 2],
            [true, false],
            true
        ])
    );
    assert_eq!(
        host.property("/rest/api/3/user?accountId=ann", "seen"),
        Some(json!(true))
    );
    // Both versions of the API address the same issue.
    host.set_property("/rest/api/3/issue/DEMO-1", "votes", 7);
    let outcome = ask(&host, get("/rest/api/2/issue/DEMO-1/properties/votes")).await;
    assert_eq!(outcome, json!({"ok": {"key": "votes", "value": 7}}));
    let long = format!("{ISSUE}/properties/{}", "k".repeat(256));
    let outcome = ask(&host, json!({"method": "PUT", "path": long, "body": 1})).await;
    assert_eq!(outcome["status"], 400);

    let host = Host::confluence()
        .install(&app_with(&["WRITE"]))
        .await
        .unwrap();
    assert_eq!(
        post(&host, "/api/properties").await,
        json!([[["colour"], "red"], true, 1, 409, 2, {"number": 2}, [true, false]])
    );
    for number in 0..30 {
        host.set_property("/wiki/api/v2/pages/65540", &format!("k{number}"), number);
    }
    let outcome = ask(&host, get("/api/v2/pages/65540/properties")).await;
    assert_eq!(outcome["ok"]["results"].as_array().unwrap().len(), 25);
    let next = outcome["ok"]["_links"]["next"].as_str().unwrap();
    let outcome = ask(&host, get(next.strip_prefix("/wiki").unwrap())).await;
    assert_eq!(outcome["ok"]["results"].as_array().unwrap().len(), 5);
    assert_eq!(outcome["ok"]["_links"], json!({}));
}

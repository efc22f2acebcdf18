//! The scope proof: each call against each scope.

use connect_host::scope_proof::{Cell, prove};
use connect_host::{Host, Scope};
use serde_json::json;

use super::app::{ISSUE, app_with, ask, get, post};

#[tokio::test]
async fn the_matrix_is_exact_for_an_app_that_has_what_it_needs() {
    let app = app_with(&["DELETE", "ACT_AS_USER"]);
    let host = Host::jira().install(&app).await.unwrap();
    let matrix = prove(&host, async |host| {
        post(host, "/api/scopes").await;
        Ok(())
    });
    let matrix = matrix.await.unwrap();
    matrix.exact().unwrap();
    let table = "\
call                                                                      needs              all  -READ  -WRITE  -DELETE  -ACT_AS_USER
GET /rest/api/3/issue/{issueIdOrKey}                                      READ               ok   403    ok      ok       ok
DELETE /rest/api/3/issue/{issueIdOrKey}                                   DELETE             ok   ok     ok      403      ok
PUT /rest/api/3/issue/{issueIdOrKey}                                      WRITE              ok   ok     403     ok       ok
POST /oauth2/token                                                        ACT_AS_USER        ok   ok     ok      ok       403
GET /rest/api/3/myself (as a user)                                        READ, ACT_AS_USER  ok   403    ok      ok       (403)
PUT /rest/atlassian-connect/1/addons/{addonKey}/properties/{propertyKey}  nothing            ok   ok     ok      ok       ok
";
    assert_eq!(matrix.to_string(), table);
    let unreached: Vec<String> = matrix.unreached().map(|(_, row)| row.to_string()).collect();
    assert_eq!(unreached, ["`GET /rest/api/3/myself` as a user"]);
    assert!(host.withheld().is_empty());
    assert_eq!(
        host.property("/rest/atlassian-connect/1/addons/com.example.rest", "done"),
        None
    );
}

#[tokio::test]
async fn the_matrix_shows_what_an_app_lacks() {
    let host = Host::jira().install(&app_with(&["WRITE"])).await.unwrap();
    let matrix = prove(&host, async |host| {
        post(host, "/api/scopes").await;
        Ok(())
    });
    let mismatch = matrix.await.unwrap().exact().unwrap_err();
    let shown = mismatch.to_string();
    assert!(
        shown.contains("with all scopes: DELETE /rest/api/3/issue/DEMO-1: 403"),
        "{shown}"
    );
    assert!(shown.contains("(needs DELETE)"), "{shown}");
    // A call that a run does not reach does not count as refused.
    let matrix = prove(&host, async |host| {
        if ask(host, get(ISSUE)).await["ok"].is_object() {
            let put = json!({"method": "PUT", "path": ISSUE, "body": {}});
            ask(host, put).await;
        }
        Ok(())
    });
    let matrix = matrix.await.unwrap();
    matrix.exact().unwrap();
    assert_eq!(matrix.withheld, [Scope::Read, Scope::Write]);
    assert_eq!(
        matrix.rows[1].cells,
        [Cell::Accepted, Cell::WouldBeAccepted, Cell::Refused]
    );
}

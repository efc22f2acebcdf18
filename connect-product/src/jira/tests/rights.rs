use serde_json::json;

use super::jira;
use crate::people::account_id;
use crate::testing::{anonymous, app, user};

const PUBLIC: &str = "/rest/api/3/issue/ROAD-1";
const OPEN: &str = "/rest/api/3/issue/DEMO-1";
const PRIVATE: &str = "/rest/api/3/issue/HELP-1";

#[tokio::test]
async fn what_a_user_sees_depends_on_the_project() {
    let data = jira();
    let seen = async |asker: crate::testing::Asker<'_>| {
        let mut statuses = Vec::new();
        for path in [PUBLIC, OPEN, PRIVATE] {
            statuses.push(asker.get(path).await.status);
        }
        statuses
    };
    assert_eq!(seen(anonymous(&data)).await, [200, 404, 404]);
    assert_eq!(seen(user(&data, "8")).await, [200, 200, 404]);
    assert_eq!(seen(user(&data, "5")).await, [200, 200, 200]);
    assert_eq!(seen(user(&data, "1")).await, [200, 200, 200]);
    // A customer sees nothing of it here.
    assert_eq!(seen(user(&data, "9")).await, [200, 404, 404]);
    assert_eq!(seen(app(&data)).await, [200, 200, 200]);
    // A user whose account is inactive is refused.
    assert_eq!(seen(user(&data, "10")).await, [401, 401, 401]);
    let search = "/rest/api/3/search?jql=order+by+key&fields=key&maxResults=100";
    assert_eq!(anonymous(&data).get(search).await.ok()["total"], 25);
    assert_eq!(user(&data, "8").get(search).await.ok()["total"], 85);
    assert_eq!(app(&data).get(search).await.ok()["total"], 105);
}

#[tokio::test]
async fn users_without_permission_are_refused() {
    let data = jira();
    let edit = json!({"fields": {"summary": "Mine"}});
    assert_eq!(anonymous(&data).put(PUBLIC, edit.clone()).await.status, 401);
    let ordinary = user(&data, "8");
    assert_eq!(ordinary.put(OPEN, edit.clone()).await.status, 204);
    assert_eq!(ordinary.delete(OPEN).await.refused().0, 403);
    assert_eq!(ordinary.put(PRIVATE, edit).await.status, 404);
    let version = json!({"project": "DEMO", "name": "3.0"});
    assert_eq!(
        ordinary
            .post("/rest/api/3/version", version.clone())
            .await
            .status,
        403
    );
    assert_eq!(
        user(&data, "2")
            .post("/rest/api/3/version", version)
            .await
            .status,
        201
    );
    let project = json!({"key": "NEW", "name": "New", "projectTypeKey": "business"});
    assert_eq!(
        user(&data, "2")
            .post("/rest/api/3/project", project)
            .await
            .status,
        403
    );
}

#[tokio::test]
async fn permissions_are_reported_as_they_are_checked() {
    let data = jira();
    let mine = "/rest/api/3/mypermissions?permissions=BROWSE_PROJECTS,DELETE_ISSUES,ADMINISTER&projectKey=DEMO";
    let has = async |number: &str| {
        let answer = user(&data, number).get(mine).await.ok();
        let answer = &answer["permissions"];
        ["BROWSE_PROJECTS", "DELETE_ISSUES", "ADMINISTER"]
            .map(|name| answer[name]["havePermission"].as_bool().unwrap())
    };
    assert_eq!(has("1").await, [true, true, true]);
    assert_eq!(has("2").await, [true, true, false]);
    assert_eq!(has("8").await, [true, false, false]);
    let asked = json!({
        "accountId": account_id("8"),
        "globalPermissions": ["ADMINISTER", "BULK_CHANGE"],
        "projectPermissions": [{
            "permissions": ["EDIT_ISSUES", "DELETE_ISSUES"], "projects": [10000, 10002], "issues": [10001],
        }],
    });
    let answer = app(&data)
        .post("/rest/api/3/permissions/check", asked)
        .await
        .ok();
    assert_eq!(answer["globalPermissions"], json!(["BULK_CHANGE"]));
    assert_eq!(
        answer["projectPermissions"],
        json!([
            {"permission": "EDIT_ISSUES", "projects": [10000], "issues": [10001]},
            {"permission": "DELETE_ISSUES", "projects": [], "issues": []},
        ])
    );
}

#[tokio::test]
async fn administrators_are_those_who_are_set_or_join_the_group() {
    let data = jira();
    data.set_administrators([account_id("8"), "557058:ann".to_owned()].into());
    let admin = "/rest/api/3/mypermissions?permissions=ADMINISTER";
    let has = async |asker: crate::testing::Asker<'_>| {
        asker.get(admin).await.ok()["permissions"]["ADMINISTER"]["havePermission"].clone()
    };
    assert_eq!(has(user(&data, "8")).await, true);
    assert_eq!(has(user(&data, "1")).await, false);
    let mut ann = user(&data, "1");
    ann.user = Some("557058:ann".to_owned());
    assert_eq!(has(ann).await, true);
    let join = json!({"accountId": account_id("3")});
    let group = "/rest/api/3/group/user?groupname=site-admins";
    assert_eq!(user(&data, "8").post(group, join).await.status, 201);
    assert_eq!(has(user(&data, "3")).await, true);
}

#[tokio::test]
async fn users_and_groups_are_found() {
    let data = jira();
    let ann = user(&data, "1");
    assert_eq!(
        ann.get("/rest/api/3/myself").await.ok()["displayName"],
        "Sam Sample"
    );
    assert_eq!(
        app(&data).get("/rest/api/3/myself").await.ok()["accountType"],
        "app"
    );
    assert_eq!(anonymous(&data).get("/rest/api/3/myself").await.status, 401);
    let found = ann.get("/rest/api/3/user/search?query=ali").await.ok();
    assert_eq!(found[0]["displayName"], "Alice Ashby");
    let all = ann
        .get("/rest/api/3/users/search?maxResults=100")
        .await
        .ok();
    assert_eq!(all.as_array().unwrap().len(), 10);
    let able = ann
        .get("/rest/api/3/user/assignable/search?project=HELP")
        .await
        .ok();
    let names: Vec<_> = able
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["displayName"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["Dmitri Dell", "Esra Erdem", "Sam Sample"]);
    let members = ann
        .get("/rest/api/3/group/member?groupname=support-agents")
        .await
        .ok();
    assert_eq!(members["total"], 2);
    let bulk = format!(
        "/rest/api/3/user/bulk?accountId={}&accountId=none",
        account_id("2")
    );
    assert_eq!(
        ann.get(&bulk).await.ok()["values"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(ann.get("/rest/api/3/user?accountId=none").await.status, 404);
}

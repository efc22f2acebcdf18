use serde_json::json;

use super::Site;
use crate::people::account_id;

const PAGE: &str = "/wiki/api/v2/pages/65537";

#[tokio::test]
async fn users_see_only_the_spaces_that_they_may_see() {
    let site = Site::demo();
    for (asks, spaces) in [
        (site.by("1"), vec!["DEMO", "TEAM"]),
        (site.by("2"), vec!["DEMO", "TEAM", "~alice"]),
        (site.by("7"), vec!["DEMO"]),
        (site.by_nobody(), vec!["DEMO"]),
        (site.by_app(), vec!["DEMO", "TEAM", "~alice"]),
    ] {
        let listed = asks.get("/wiki/api/v2/spaces").await.ok();
        let keys: Vec<_> = listed["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["key"].as_str().unwrap())
            .collect();
        assert_eq!(keys, spaces, "{:?}", asks.caller);
    }
    assert_eq!(
        site.by("7").get("/wiki/api/v2/pages/65611").await.status,
        404
    );
    assert_eq!(
        site.by("7").get("/wiki/api/v2/spaces/32770").await.status,
        404
    );
    assert_eq!(
        site.by("3").get("/wiki/api/v2/pages/65611").await.status,
        200
    );
    let search = "/wiki/rest/api/content/search?cql=title=Plan";
    assert_eq!(site.by("7").titles(search).await, Vec::<String>::new());
    assert_eq!(site.by("3").titles(search).await, ["Plan"]);
}

#[tokio::test]
async fn those_who_may_read_may_not_always_write() {
    let site = Site::demo();
    let page = json!({"spaceId": "32769", "title": "Written"});
    assert_eq!(
        site.by_nobody()
            .post("/wiki/api/v2/pages", page.clone())
            .await
            .status,
        401
    );
    // A customer of the desk has no licence for the wiki.
    assert_eq!(
        site.by("9")
            .post("/wiki/api/v2/pages", page.clone())
            .await
            .status,
        403
    );
    assert_eq!(
        site.by("7").post("/wiki/api/v2/pages", page).await.status,
        200
    );
    let space = "/wiki/rest/api/space/DEMO";
    assert_eq!(
        site.by("7")
            .put(space, json!({"name": "Mine"}))
            .await
            .status,
        403
    );
    assert_eq!(
        site.by("1")
            .put(space, json!({"name": "Ours"}))
            .await
            .status,
        200
    );
    assert_eq!(site.by_nobody().delete(PAGE).await.status, 401);

    let operations = "/wiki/api/v2/pages/65537/operations";
    let of = async |site: Site| {
        site.get(operations).await.ok()["operations"]
            .as_array()
            .unwrap()
            .len()
    };
    assert!(of(site.by("1")).await > of(site.by_nobody()).await);
    let check = |person: &str, operation: &str| json!({"subject": {"type": "user", "identifier": account_id(person)}, "operation": operation});
    let path = "/wiki/rest/api/content/65537/permission/check";
    for (person, operation, may) in [
        ("7", "update", true),
        ("9", "update", false),
        ("9", "read", true),
    ] {
        let answer = site.post(path, check(person, operation)).await.ok();
        assert_eq!(answer["hasPermission"], may, "{person} {operation}");
    }
}

#[tokio::test]
async fn restrictions_hide_a_page_and_all_below() {
    let site = Site::demo();
    for (person, sees) in [("1", true), ("2", true), ("3", false)] {
        for page in ["65548", "65549"] {
            let status = site
                .by(person)
                .get(&format!("/wiki/api/v2/pages/{page}"))
                .await
                .status;
            assert_eq!(status == 200, sees, "{person} {page}");
        }
    }
    assert_eq!(
        site.by_app().get("/wiki/api/v2/pages/65549").await.status,
        200
    );

    let path = "/wiki/rest/api/content/65537/restriction";
    let only = |person: &str| {
        json!([{
            "operation": "update", "restrictions": {"user": [{"type": "known", "accountId": account_id(person)}]},
        }])
    };
    let put = site.put(path, only("1")).await;
    assert_eq!(put.events(), ["content_permissions_updated"]);
    let edit = json!({"id": "65537", "status": "current", "title": "x", "version": {"number": 2}});
    let refused = site.by("7").put(PAGE, edit.clone()).await;
    assert_eq!(refused.status, 403, "{}", refused.json);
    assert_eq!(site.by("7").get(PAGE).await.status, 200);
    assert_eq!(site.put(PAGE, edit).await.status, 200);
    let by_operation = site.get(&format!("{path}/byOperation")).await.ok();
    assert_eq!(by_operation["update"]["restrictions"]["user"]["size"], 1);
    assert_eq!(by_operation["read"]["restrictions"]["user"]["size"], 0);
    let user = format!(
        "{path}/byOperation/update/user?accountId={}",
        account_id("7")
    );
    assert_eq!(site.get(&user).await.status, 404);
    site.put(&user, json!({})).await;
    assert_eq!(site.get(&user).await.status, 200);
    site.delete(path).await.ok();
    assert_eq!(site.get(&user).await.status, 404);
    let unknown = json!([{"operation": "read", "restrictions": {"group": [{"name": "nobody"}]}}]);
    assert_eq!(site.put(path, unknown).await.status, 400);
}

#[tokio::test]
async fn a_permission_opens_a_space() {
    let site = Site::demo();
    let sent = json!({
        "subject": {"type": "user", "identifier": account_id("7")},
        "operation": {"key": "read", "target": "space"},
    });
    let path = "/wiki/rest/api/space/TEAM/permission";
    let given = site.post(path, sent.clone()).await;
    assert_eq!(given.events(), ["space_permissions_updated"]);
    assert_eq!(
        site.by("7").get("/wiki/api/v2/spaces/32770").await.status,
        200
    );
    assert_eq!(site.post(path, sent).await.status, 400, "it exists");
    let id = given.ok()["id"].as_i64().unwrap();
    site.delete(&format!("{path}/{id}")).await.ok();
    assert_eq!(
        site.by("7").get("/wiki/api/v2/spaces/32770").await.status,
        404
    );
}

#[tokio::test]
async fn a_draft_and_a_private_page_belong_to_their_author() {
    let site = Site::demo();
    let draft = json!({"spaceId": "32769", "title": "D", "status": "draft"});
    let made = site.post("/wiki/api/v2/pages", draft).await;
    assert_eq!(made.events(), Vec::<&str>::new());
    let path = format!(
        "/wiki/api/v2/pages/{}?status=draft",
        made.ok()["id"].as_str().unwrap()
    );
    assert_eq!(site.get(&path).await.status, 200);
    assert_eq!(site.by("2").get(&path).await.status, 404);
    let page = json!({"spaceId": "32769", "title": "P"});
    let made = site
        .post("/wiki/api/v2/pages?private=true", page)
        .await
        .ok();
    let path = format!("/wiki/api/v2/pages/{}", made["id"].as_str().unwrap());
    assert_eq!(site.get(&path).await.status, 200);
    assert_eq!(site.by("2").get(&path).await.status, 404);
}

//! Pages and endpoints for administrators only.

use connect_host::{Host, Method};
use serde_json::{Value, json};

const ANN: &str = "557058:ann";
const BOB: &str = "557058:bob";

async fn hosts() -> [Host; 2] {
    let (app, _) = conformance_app::app().unwrap();
    let host = |host: connect_host::HostBuilder| {
        let app = app.clone();
        async move { host.administrators([ANN]).install(&app).await.unwrap() }
    };
    [host(Host::jira()).await, host(Host::confluence()).await]
}

#[tokio::test]
async fn only_administrators_are_admitted() {
    for host in hosts().await {
        let page = host.open("configure").as_user(ANN).await.unwrap();
        assert_eq!((page.status.as_u16(), &*page.body), (200, "the settings"));
        let page = host.open("configure").as_user(BOB).await.unwrap();
        assert_eq!(page.status, 403);
        assert!(
            page.body.contains("This page is for administrators"),
            "{}",
            page.body
        );
        assert_eq!(page.frame_refusal(), None);
        let page = host.open("configure").anonymous().await.unwrap();
        assert_eq!(page.status, 403);

        let call = |user| host.endpoint(Method::POST, "/api/settings").as_user(user);
        assert_eq!(call(ANN).await.unwrap().body, "set");
        let refused = call(BOB).await.unwrap();
        assert_eq!(refused.status, 403);
        let body: Value = refused.json().unwrap();
        assert_eq!(body["error"], "not-an-administrator");
        let nobody = host.endpoint(Method::POST, "/api/settings").anonymous();
        assert_eq!(nobody.await.unwrap().status, 403);
        // One question for each user, however often they call.
        let asked = host
            .rest_calls()
            .iter()
            .filter(|call| is_question(call.path))
            .count();
        assert_eq!(asked, 2);
    }
}

fn is_question(path: Option<&str>) -> bool {
    path.is_some_and(|path| path.ends_with("/permissions/check") || path.ends_with("/api/user"))
}

#[tokio::test]
async fn nobody_is_admitted_if_the_product_does_not_answer() {
    let [jira, confluence] = hosts().await;
    for (host, method, path) in [
        (jira, Method::POST, "/rest/api/3/permissions/check"),
        (confluence, Method::GET, "/wiki/rest/api/user"),
    ] {
        let route = || host.rest(method.clone(), path).unwrap();
        let open = async || {
            let page = host.open("configure").as_user(ANN).await.unwrap();
            let call = host.endpoint(Method::POST, "/api/settings").as_user(ANN);
            assert_eq!(call.await.unwrap().status, page.status);
            page.status.as_u16()
        };
        for (status, body) in [
            (500, json!({})),
            (403, json!({})),
            (404, json!({})),
            (200, json!({ "globalPermissions": 1, "operations": 1 })),
            (200, json!("ADMINISTER")),
        ] {
            let _ = route().answer(status, body.clone());
            assert_eq!(open().await, 503, "{status} {body}");
        }
        let _ = route().answer(
            200,
            json!({ "globalPermissions": ["administer"], "operations": [
            { "operation": "administer", "targetType": "space" },
            { "operation": "use", "targetType": "application" },
        ] }),
        );
        assert_eq!(open().await, 403);
    }
}

#[tokio::test]
async fn a_new_administrator_is_recognised_after_a_reinstallation() {
    let [host, _] = hosts().await;
    let open = async |user| host.open("configure").as_user(user).await.unwrap().status;
    assert_eq!(
        (open(ANN).await, open(BOB).await),
        (200.try_into().unwrap(), 403.try_into().unwrap())
    );
    host.set_administrators([BOB]);
    host.reinstall().await.unwrap();
    assert_eq!(
        (open(ANN).await, open(BOB).await),
        (403.try_into().unwrap(), 200.try_into().unwrap())
    );
}

//! Pages and endpoints for administrators, in an app of this framework on Forge: the app asks as the
//! page's user, since apps on Forge may not ask about anyone else.

use connect_host::{Host, HostBuilder, Method};
use connect_model::Origin;
use connect_model::declaration::{Declaration, Route};
use connect_runtime::__private_0_1_0::{ErasedCall, HandlerCall, ResponseFuture, bind, respond};
use connect_runtime::{App, Page};
use serde_json::{Value, json};

use crate::declared_app::{self, endpoint};

const ANN: &str = "557058:ann";
const BOB: &str = "557058:bob";

fn settings(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let _: HandlerCall<()> = bind(call)?;
        respond(Page::new("Settings").body("the settings"))
    })
}

fn set(call: ErasedCall) -> ResponseFuture {
    Box::pin(async move {
        let _: HandlerCall<()> = bind(call)?;
        respond("set")
    })
}

fn app() -> App {
    let page = Declaration::module(
        "generalPages",
        "settings",
        r#"{"key":"settings","name":{"value":"Settings"},"url":"/settings"}"#,
        Some(Route::iframe("/settings")),
        Origin::new(file!(), 1, 1),
    );
    let properties = json!({
        "key": "com.example.votes", "name": "Votes", "forge": "native",
        "vendor": {"name": "Example", "url": "https://example.com"},
    });
    declared_app::app(
        &properties,
        vec![
            (page.admin_only(), settings),
            (endpoint("set", "/api/settings", 2).admin_only(), set),
        ],
    )
}

/// Each product, the page's key in its manifest, and the path that asks for a user's rights.
fn hosts() -> [(HostBuilder, &'static str, &'static str); 2] {
    [
        (Host::jira(), "settings", "/rest/api/3/mypermissions"),
        (
            Host::confluence(),
            "settings-wiki",
            "/wiki/rest/api/user/current",
        ),
    ]
}

#[tokio::test]
async fn only_administrators_are_admitted() {
    for (host, page, question) in hosts() {
        let host = host.on_forge().administrators([ANN]);
        let host = host.install(&app()).await.unwrap();
        let shown = host.open(page).as_user(ANN).await.unwrap();
        assert_eq!(shown.status, 200, "{}", shown.body);
        assert!(shown.body.contains("the settings"), "{}", shown.body);
        let refused = host.open(page).as_user(BOB).await.unwrap();
        assert_eq!(refused.status, 403);
        let expected = "This page is for administrators";
        assert!(refused.body.contains(expected), "{}", refused.body);
        let nobody = host.open(page).anonymous().await.unwrap();
        assert_eq!(nobody.status, 403);

        let call = |user| host.endpoint(Method::POST, "/api/settings").as_user(user);
        assert_eq!(call(ANN).await.unwrap().body, "set");
        let refused = call(BOB).await.unwrap();
        assert_eq!(refused.status, 403);
        let body: Value = refused.json().unwrap();
        assert_eq!(body["error"], "not-an-administrator");
        // Each user's rights were asked for once, with the token of their own call.
        let asked = host.rest_calls().into_iter();
        let asked = asked.filter(|call| call.path == Some(question));
        let whom: Vec<Option<String>> = asked.map(|call| call.user).collect();
        assert_eq!(whom, [Some(ANN.to_owned()), Some(BOB.to_owned())]);
    }
}

#[tokio::test]
async fn nobody_is_admitted_if_the_product_does_not_answer() {
    for (host, page, path) in hosts() {
        let host = host.on_forge().administrators([ANN]);
        let host = host.install(&app()).await.unwrap();
        let route = || host.rest(Method::GET, path).unwrap();
        let open = async || host.open(page).as_user(ANN).await.unwrap().status;
        for (status, body) in [
            (500, json!({})),
            (403, json!({})),
            (200, json!({ "permissions": 1, "operations": 1 })),
        ] {
            let _ = route().answer(status, body.clone());
            assert_eq!(open().await, 503, "{status} {body}");
        }
        let permission = |has| json!({ "havePermission": has });
        let _ = route().answer(
            200,
            json!({
                "permissions": { "ADMINISTER": permission(false), "BROWSE": permission(true) },
                "operations": [{ "operation": "administer", "targetType": "space" }],
            }),
        );
        assert_eq!(open().await, 403);
    }
}

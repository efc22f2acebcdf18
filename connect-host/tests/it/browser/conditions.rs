//! Conditions are evaluated for each visitor.

use connect_host::{Host, Method};
use serde_json::{Value, json};

use super::{Visitor, name, on_jira};

const ANN: &str = "557058:ann";
const BOB: &str = "557058:bob";

fn panels(panels: &[(&str, Value)]) -> Value {
    let panels = panels.iter().map(|(key, conditions)| {
        json!({
            "key": key, "name": name(key), "url": format!("/{key}"),
            "location": "atl.jira.view.issue.right.context", "conditions": conditions,
        })
    });
    json!({ "webPanels": panels.collect::<Vec<_>>() })
}

fn one(condition: &str) -> Value {
    json!([{ "condition": condition }])
}

async fn shown(visitor: &Visitor) -> Vec<String> {
    visitor.look("/browse/DEMO-1").await.keys(".ap-frame")
}

#[tokio::test]
async fn conditions_depend_on_the_visitor() {
    let modules = panels(&[
        ("admin", one("user_is_admin")),
        (
            "other",
            json!([{ "condition": "user_is_admin", "invert": true }]),
        ),
        ("known", one("user_is_logged_in")),
        (
            "either",
            json!([{ "or": [{ "condition": "user_is_admin" }, { "condition": "user_is_logged_in", "invert": true }] }]),
        ),
    ]);
    let builder = Host::jira().administrators([ANN]).user(ANN);
    let visitor = Visitor::new(builder, "", modules).await;
    assert_eq!(shown(&visitor).await, ["admin", "known", "either"]);
    visitor.become_user(BOB).await;
    assert_eq!(shown(&visitor).await, ["other", "known"]);
    let page = visitor.look("/browse/DEMO-1").await;
    let why = super::visitor::text(page.one("[data-hidden=admin]"));
    assert!(
        why.contains("user_is_admin (ADMINISTER) is not met"),
        "{why}"
    );
    assert!(page.has("[data-hidden=either]"));
}

#[tokio::test]
async fn conditions_depend_on_the_property_of_the_issue_in_view() {
    let property = |value: &str| {
        json!([{ "condition": "entity_property_equal_to", "params": {
            "entity": "issue", "propertyKey": "votes", "objectName": "up.count", "value": value,
        } }])
    };
    let visitor = on_jira(panels(&[("three", property("3")), ("four", property("4"))])).await;
    assert_eq!(shown(&visitor).await, [""; 0]);
    visitor.host.set_property(
        "/rest/api/3/issue/DEMO-1",
        "votes",
        json!({ "up": { "count": 3 } }),
    );
    assert_eq!(shown(&visitor).await, ["three"]);
}

#[tokio::test]
async fn conditions_depend_on_the_licence() {
    let builder = Host::jira().licensed(false);
    let visitor = Visitor::new(builder, "", panels(&[("paid", one("addon_is_licensed"))])).await;
    assert_eq!(shown(&visitor).await, [""; 0]);
    visitor.host.set_license(connect_host::License::Active);
    assert_eq!(shown(&visitor).await, ["paid"]);
}

#[tokio::test]
async fn a_module_with_an_undecidable_condition_is_shown_and_reported() {
    let visitor = on_jira(panels(&[(
        "flagged",
        json!([{ "condition": "jira_expression", "params": { "expression": "true" } }]),
    )]))
    .await;
    assert_eq!(shown(&visitor).await, ["flagged"]);
    let page = visitor.look("/browse/DEMO-1").await;
    let doubt = super::visitor::text(page.one("[data-doubtful=flagged]"));
    assert!(doubt.contains("evaluates no Jira expressions"), "{doubt}");
}

#[tokio::test]
async fn a_sections_condition_applies_to_its_items() {
    let visitor = on_jira(json!({
        "webSections": [{ "key": "s", "name": name("S"), "location": "opsbar-operations",
            "conditions": [{ "condition": "user_is_logged_in", "invert": true }] }],
        "webItems": [{ "key": "i", "name": name("I"), "location": "opsbar-operations/s", "url": "/i" }],
    }))
    .await;
    let page = visitor.look("/browse/DEMO-1").await;
    assert!(!page.has("main [data-module=i]"));
    assert!(page.has("[data-hidden=i]"));
}

#[tokio::test]
async fn a_remote_condition_is_requested_from_the_app() {
    let visitor = on_jira(panels(&[("remote", one("/beta?issue={issue.key}"))])).await;
    // The app answers with text that is not JSON: the module is not shown, and the page says why.
    let page = visitor.look("/browse/DEMO-1").await;
    assert!(page.keys(".ap-frame").is_empty());
    assert!(super::visitor::text(page.one("[data-hidden=remote]")).contains("not JSON"));
    let asked = visitor.app.last("/beta");
    assert_eq!(asked.method, Method::GET);
    assert_eq!(asked.parameter("issue").as_deref(), Some("DEMO-1"));
    let claims = asked.hs256(&visitor.host.shared_secret());
    assert_eq!(claims["sub"], connect_host::DEFAULT_USER);
    assert_eq!(claims["context"]["jira"]["issue"]["key"], "DEMO-1");

    visitor
        .app
        .answer_json("/beta", json!({ "shouldDisplay": true }));
    assert_eq!(shown(&visitor).await, ["remote"]);
    visitor
        .app
        .answer_json("/beta", json!({ "shouldDisplay": false }));
    assert!(shown(&visitor).await.is_empty());
    visitor.app.answer("/beta", 500);
    let page = visitor.look("/browse/DEMO-1").await;
    let why = super::visitor::text(page.one("[data-hidden=remote]"));
    assert!(why.contains("500"), "{why}");
}

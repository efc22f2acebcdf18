use serde_json::{Value, json};
use url::Url;

use super::{Accepted, accept};
use crate::error::DescriptorProblem;
use connect_model::HostProduct;

fn good() -> Value {
    json!({
        "key": "com.example.votes",
        "name": "Votes",
        "baseUrl": "http://127.0.0.1:3000",
        "authentication": {"type": "JWT"},
        "lifecycle": {"installed": "/lifecycle/installed"},
        "apiMigrations": {"signed-install": true},
        "scopes": ["READ", "write"],
        "modules": {
            "webPanels": [{
                "key": "votes",
                "name": {"value": "Votes"},
                "location": "atl.jira.view.issue.right.context",
                "url": "/votes?issue.key={issue.key}",
            }],
            "webhooks": [{"event": "jira:issue_created", "url": "/webhooks/greet"}],
        },
    })
}

fn judge(descriptor: &Value, product: HostProduct) -> Result<Accepted, Vec<DescriptorProblem>> {
    let fetched_from = Url::parse("http://127.0.0.1:3000/").unwrap();
    accept(&descriptor.to_string(), &fetched_from, product)
}

/// The paths of the problems after one change.
fn refused(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut descriptor = good();
    change(&mut descriptor);
    match judge(&descriptor, HostProduct::Jira) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.into_iter().map(|problem| problem.path).collect(),
    }
}

/// The warnings after one change that is not refused.
fn warned(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let mut descriptor = good();
    change(&mut descriptor);
    let accepted = judge(&descriptor, HostProduct::Jira).unwrap();
    accepted.warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn the_base_url_leads_to_the_address_of_the_descriptor() {
    let fetched = |from: &str| {
        let mut descriptor = good();
        descriptor["baseUrl"] = "http://127.0.0.1:3000/app".into();
        let from = Url::parse(from).unwrap();
        accept(&descriptor.to_string(), &from, HostProduct::Jira).map(|accepted| accepted.base_url)
    };
    for good in ["/app/jira/atlassian-connect.json", "/app/a.json", "/app/"] {
        let accepted = fetched(&format!("http://127.0.0.1:3000{good}")).unwrap();
        assert_eq!(accepted.path(), "/app");
    }
    for bad in ["/application/a.json", "/a.json", "/"] {
        let problems = fetched(&format!("http://127.0.0.1:3000{bad}")).unwrap_err();
        assert_eq!(problems[0].path, "baseUrl", "{bad}");
    }
}

#[test]
fn a_good_descriptor_is_taken_without_a_word() {
    let accepted = judge(&good(), HostProduct::Jira).unwrap();
    assert_eq!(accepted.key, "com.example.votes");
    assert_eq!(accepted.warnings, []);
    assert_eq!(accepted.modules.len(), 2);
    assert_eq!(
        accepted.lifecycle("installed"),
        Some("/lifecycle/installed")
    );
}

#[test]
fn the_key_has_a_shape() {
    assert_eq!(refused(|d| d["key"] = json!("no spaces")), ["key"]);
    assert_eq!(refused(|d| d["key"] = json!("x".repeat(65))), ["key"]);
    assert_eq!(refused(|d| d["key"] = json!(7)), ["key"]);
    assert_eq!(
        refused(|d| drop(d.as_object_mut().unwrap().remove("key"))),
        ["key"]
    );
}

#[test]
fn the_base_url_is_where_the_descriptor_came_from() {
    for bad in [
        "http://127.0.0.1:3001",
        "http://127.0.0.1:3000/x",
        "/x",
        "https://127.0.0.1:3000",
    ] {
        assert_eq!(refused(|d| d["baseUrl"] = json!(bad)), ["baseUrl"], "{bad}");
    }
    // Two faults: neither https nor where it was fetched from.
    assert_eq!(
        refused(|d| d["baseUrl"] = json!("http://x.example")),
        ["baseUrl", "baseUrl"]
    );
    for fine in ["http://127.0.0.1:3000/", "http://localhost:3000"] {
        assert!(refused(|d| d["baseUrl"] = json!(fine)).is_empty(), "{fine}");
    }
}

#[test]
fn authentication_goes_with_an_installed_callback_and_signed_install() {
    assert_eq!(
        refused(|d| d["lifecycle"] = json!({})),
        ["lifecycle.installed"]
    );
    assert_eq!(
        refused(|d| d["apiMigrations"] = json!({})),
        ["apiMigrations.signed-install"]
    );
    assert_eq!(
        refused(|d| d["authentication"] = json!({"type": "oauth"})),
        ["authentication.type"]
    );
    assert_eq!(
        refused(|d| drop(d.as_object_mut().unwrap().remove("authentication"))),
        ["authentication"]
    );
    assert_eq!(
        refused(|d| d["lifecycle"]["installed"] = json!("https://x.example/installed")),
        ["lifecycle.installed"]
    );
    assert_eq!(
        warned(|d| d["authentication"] = json!({"type": "none"})).len(),
        1
    );
}

#[test]
fn unknown_scopes_are_refused_with_the_nearest() {
    let mut descriptor = good();
    descriptor["scopes"] = json!(["REED"]);
    let problems = judge(&descriptor, HostProduct::Jira).unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        r#"scopes[0]: unknown scope "REED"; did you mean "READ"?"#
    );
}

#[test]
fn modules_obey_the_tables() {
    let panel = |change: fn(&mut Value)| refused(|d| change(&mut d["modules"]["webPanels"][0]));
    assert_eq!(
        panel(|p| p["key"] = json!("my_votes")),
        ["modules.webPanels[0].key"]
    );
    assert_eq!(
        panel(|p| p["key"] = json!("x".repeat(101))),
        ["modules.webPanels[0].key"]
    );
    assert_eq!(
        panel(|p| p["name"] = json!({})),
        ["modules.webPanels[0].name.value"]
    );
    assert_eq!(
        panel(|p| p["url"] = json!("https://x.example")),
        ["modules.webPanels[0].url"]
    );
    assert_eq!(
        panel(|p| p["weight"] = json!("heavy")),
        ["modules.webPanels[0].weight"]
    );
    assert_eq!(
        panel(|p| drop(p.as_object_mut().unwrap().remove("location"))),
        ["modules.webPanels[0].location"]
    );
    assert_eq!(
        refused(|d| d["modules"]["webPanels"] = json!({})),
        ["modules.webPanels"]
    );
    assert_eq!(
        refused(|d| d["modules"]["webhooks"][0]["event"] = json!("e".repeat(101))),
        ["modules.webhooks[0].event"]
    );
}

#[test]
fn module_keys_are_unique_over_kinds() {
    let problems = refused(|d| {
        d["modules"]["generalPages"] =
            json!([{"key": "votes", "name": {"value": "V"}, "url": "/v"}]);
    });
    assert_eq!(problems, ["modules.webPanels[0].key"]);
}

#[test]
fn all_problems_come_at_once() {
    let problems = refused(|d| {
        d["key"] = json!("");
        d["scopes"] = json!("READ");
        d["modules"]["webPanels"][0]["url"] = json!("");
    });
    assert_eq!(problems, ["key", "scopes", "modules.webPanels[0].url"]);
}

#[test]
fn the_other_products_modules_are_left_alone() {
    let change = |d: &mut Value| {
        d["modules"]["dynamicContentMacros"] = json!([{"key": "not valid"}]);
    };
    assert!(refused(change).is_empty());
    let mut descriptor = good();
    change(&mut descriptor);
    assert!(judge(&descriptor, HostProduct::Confluence).is_err());
}

#[test]
fn what_a_host_ignores_is_a_warning() {
    assert_eq!(
        warned(|d| d["modules"]["webPanel"] = json!([])),
        [
            r#"modules.webPanel: unknown module kind "webPanel"; a host ignores it; did you mean "webPanels"?"#
        ]
    );
    assert_eq!(warned(|d| d["licensing"] = json!(true)).len(), 1);
    let panel = |change: fn(&mut Value)| warned(|d| change(&mut d["modules"]["webPanels"][0]));
    assert_eq!(panel(|p| p["url"] = json!("/v?k={issueKey}")).len(), 1);
    assert_eq!(
        panel(|p| p["location"] = json!("atl.jira.view.issue.right.contxt")).len(),
        1
    );
    assert_eq!(panel(|p| p["configurable"] = json!(true)).len(), 1);
    assert_eq!(
        warned(|d| d["modules"]["webhooks"][0]["event"] = json!("jira:issue_create")).len(),
        1
    );
}

#[test]
fn a_section_must_be_declared() {
    let item = |section: bool| {
        warned(|d| {
            d["modules"]["webItems"] = json!([{
                "key": "item", "name": {"value": "Item"}, "url": "/item",
                "location": "admin_plugins_menu/own",
            }]);
            if section {
                d["modules"]["webSections"] = json!([{
                    "key": "own", "name": {"value": "Own"}, "location": "admin_plugins_menu",
                }]);
            }
        })
    };
    assert_eq!(item(true), [] as [&str; 0]);
    assert_eq!(item(false).len(), 1);
}

#[test]
fn something_else_than_a_descriptor_is_refused() {
    let fetched_from = Url::parse("http://127.0.0.1:3000/").unwrap();
    for text in ["<html>", "[]", "null"] {
        let problems = accept(text, &fetched_from, HostProduct::Jira).unwrap_err();
        assert_eq!(problems.len(), 1, "{text}");
    }
}

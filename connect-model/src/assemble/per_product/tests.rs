#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use serde_json::json;

use super::super::{Assembled, assemble};
use super::*;
use crate::Origin;
use crate::declaration::Declaration;
use crate::scope::Scope;
use crate::{Method, ScopeUseKind};

const APP: &str = r#"{"key":"com.example.votes","descriptors":"per_product","links":{"homepage":"https://example.com"}}"#;

fn module(kind: &'static str, key: &'static str, properties: &Value) -> Declaration {
    let mut module = Declaration::module(kind, key, "", None, Origin::new("src/main.rs", 1, 1));
    module.properties = properties.to_string().into();
    module
}

fn panel(key: &'static str, location: &str) -> Declaration {
    module(
        "webPanels",
        key,
        &json!({ "key": key, "location": location, "url": "/panel" }),
    )
}

fn webhook(events: &Value) -> Declaration {
    module(
        "webhooks",
        "told",
        &json!({ "event": events, "url": "/told" }),
    )
}

fn call(product: Product, scope: Scope, line: u32) -> ScopeUse {
    ScopeUse {
        kind: ScopeUseKind::call(product, Method::Get, "/x"),
        scopes: ScopeSet::of(&[scope]),
        origin: Origin::new("src/main.rs", line, 1),
    }
}

fn by_hand(scopes: &[Scope]) -> ScopeUse {
    ScopeUse {
        kind: ScopeUseKind::ByHand { forge: "".into() },
        scopes: ScopeSet::of(scopes),
        origin: Origin::new("src/main.rs", 90, 1),
    }
}

const JIRA: &str = "atl.jira.view.issue.right.context";
const CONFLUENCE: &str = "atl.editor";

fn keys(assembled: &Assembled) -> BTreeMap<Product, Vec<String>> {
    let keys = |descriptor: &crate::Descriptor| {
        descriptor
            .all_modules()
            .map(|(kind, module)| module.key.clone().unwrap_or_else(|| kind.to_owned()))
            .collect()
    };
    assembled
        .per_product
        .iter()
        .map(|(product, descriptor)| (*product, keys(descriptor)))
        .collect()
}

fn scopes(assembled: &Assembled, product: Product) -> Vec<String> {
    assembled.per_product[&product].scopes.clone().unwrap()
}

#[test]
fn each_product_gets_what_is_its_own_and_what_belongs_to_both() {
    let page = module("generalPages", "about", &json!({ "key": "about" }));
    let glance = module("jiraIssueGlances", "glance", &json!({ "key": "glance" }));
    let poll = module(
        "staticContentMacros",
        "poll",
        &json!({ "key": "poll", "url": "/poll" }),
    );
    let modules = [
        panel("votes", JIRA),
        panel("notes", CONFLUENCE),
        page,
        glance,
        poll,
    ];
    let assembled = assemble(APP, &modules, &[]).unwrap();
    let seen = keys(&assembled);
    assert_eq!(seen[&Product::Jira], ["about", "glance", "votes"]);
    assert_eq!(seen[&Product::Confluence], ["about", "poll", "notes"]);
    assert_eq!(seen.len(), 2);
    let products: Vec<_> = assembled
        .descriptors()
        .map(|(product, _)| product)
        .collect();
    assert_eq!(products, [Some(Product::Jira), Some(Product::Confluence)]);
    // The whole stays what it is without the request.
    assert_eq!(assembled.descriptor.all_modules().count(), 5);
}

#[test]
fn a_handler_of_several_events_gives_each_product_its_own() {
    let events = json!(["jira:issue_created", "connect_addon_enabled"]);
    let modules = [webhook(&events), panel("notes", CONFLUENCE)];
    let assembled = assemble(APP, &modules, &[]).unwrap();
    let events = |product| {
        assembled.per_product[&product]
            .modules_of("webhooks")
            .map(|webhook| webhook.event.clone().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        events(Product::Jira),
        ["jira:issue_created", "connect_addon_enabled"]
    );
    assert_eq!(events(Product::Confluence), ["connect_addon_enabled"]);
}

#[test]
fn own_sections_and_unknown_places_follow_what_is_known_of_them() {
    let item = |key: &'static str, location: &str| {
        module(
            "webItems",
            key,
            &json!({ "key": key, "location": location, "url": "/x" }),
        )
    };
    let modules = [
        item("below", "admin_plugins_menu/tools"),
        item("new", "a.place.that.no.row.lists"),
        panel("notes", CONFLUENCE),
    ];
    let seen = keys(&assemble(APP, &modules, &[]).unwrap());
    assert_eq!(seen[&Product::Jira], ["below", "new"]);
    assert_eq!(seen[&Product::Confluence], ["new", "notes"]);
}

#[test]
fn a_condition_that_one_product_knows_keeps_the_module_there() {
    let page = |key: &'static str, conditions: Value| {
        module(
            "generalPages",
            key,
            &json!({ "key": key, "conditions": conditions }),
        )
    };
    let modules = [
        page(
            "board",
            json!([{ "or": [{ "condition": "is_issue_assigned_to_current_user" }] }]),
        ),
        page("both", json!([{ "condition": "user_is_logged_in" }])),
        page("own", json!([{ "condition": "/conditions/own" }])),
        panel("notes", CONFLUENCE),
    ];
    let seen = keys(&assemble(APP, &modules, &[]).unwrap());
    assert_eq!(seen[&Product::Jira], ["board", "both", "own"]);
    assert_eq!(seen[&Product::Confluence], ["both", "own", "notes"]);
}

#[test]
fn an_app_of_one_product_has_one_and_an_app_without_modules_the_whole() {
    let one = assemble(APP, &[panel("votes", JIRA)], &[]).unwrap();
    assert_eq!(one.per_product.keys().collect::<Vec<_>>(), [&Product::Jira]);
    let none = assemble(APP, &[], &[]).unwrap();
    assert_eq!(none.descriptors().next().unwrap().0, None);
    assert_eq!(none.descriptor.other.get("descriptors"), None);
}

#[test]
fn each_asks_for_the_scopes_of_its_own_calls() {
    let modules = [panel("votes", JIRA), panel("notes", CONFLUENCE)];
    let needs = [
        call(Product::JiraSoftware, Scope::Write, 4),
        call(Product::Confluence, Scope::Read, 9),
        by_hand(&[Scope::SpaceAdmin, Scope::ActAsUser]),
    ];
    let assembled = assemble(APP, &modules, &needs).unwrap();
    assert_eq!(scopes(&assembled, Product::Jira), ["WRITE", "ACT_AS_USER"]);
    assert_eq!(
        scopes(&assembled, Product::Confluence),
        ["SPACE_ADMIN", "ACT_AS_USER"]
    );
}

#[test]
fn events_of_bitbucket_need_its_own_scopes() {
    let modules = [
        webhook(&json!(["repo:push", "pullrequest:created"])),
        panel("votes", JIRA),
    ];
    let assembled = assemble(APP, &modules, &[]).unwrap();
    let own = ["pullrequest", "repository"];
    assert_eq!(scopes(&assembled, Product::Bitbucket), own);
    assert_eq!(scopes(&assembled, Product::Jira), [""; 0]);
    assert_eq!(assembled.descriptor.scopes.unwrap(), own);
}

#[test]
fn of_a_ceiling_each_gets_the_scopes_that_it_has() {
    let with = |scopes: &str| {
        let app = APP.replacen('{', &format!("{{\"scopes\":{scopes},"), 1);
        let modules = [panel("votes", JIRA), panel("notes", CONFLUENCE)];
        assemble(&app, &modules, &[call(Product::Jira, Scope::Read, 4)])
    };
    let assembled = with(r#"["SPACE_ADMIN","READ"]"#).unwrap();
    assert_eq!(scopes(&assembled, Product::Jira), ["READ"]);
    assert_eq!(scopes(&assembled, Product::Confluence), ["SPACE_ADMIN"]);

    let other = with(r#"["READ","repository","BRAND_NEW"]"#).unwrap();
    for product in [Product::Jira, Product::Confluence] {
        assert_eq!(scopes(&other, product), ["READ", "BRAND_NEW"]);
    }
    let whole = other.descriptor.scopes.unwrap();
    assert_eq!(whole, ["READ", "repository", "BRAND_NEW"]);

    let faults = with(r#"["SPACE_ADMIN"]"#).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "src/main.rs:4:1: GET /x needs READ, which no scope of app! that Jira has grants: \
         add READ to its scopes, or leave scopes out to have them inferred"
    );
}

#[test]
fn each_knows_its_own_address_and_keeps_the_key() {
    let modules = [panel("votes", JIRA), panel("notes", CONFLUENCE)];
    let assembled = assemble(APP, &modules, &[]).unwrap();
    for (product, descriptor) in &assembled.per_product {
        assert_eq!(descriptor.key.as_deref(), Some("com.example.votes"));
        let links = descriptor.links.clone().unwrap();
        let address = format!("{BASE_URL}{}", descriptor_path(Some(*product)));
        assert_eq!(links["self"], address);
        assert_eq!(links["homepage"], "https://example.com");
    }
}

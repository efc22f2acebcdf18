//! Each module appears where its location says, in order.

use connect_host::{Host, HostProduct};
use connect_model::module_kind::{Property, Shape, Type};
use connect_model::{ModuleKind, locations, module_kinds};
use serde_json::{Map, Value, json};

use super::{Visitor, name, on_jira};

/// A value that the platform accepts for a property.
fn value(ty: &Type, key: &str) -> Value {
    match ty {
        Type::String => "1".into(),
        Type::Integer | Type::HalfHours => 1.into(),
        Type::Boolean => true.into(),
        Type::I18n => name(key),
        Type::Url => format!("/{key}").into(),
        Type::Enum(words) => words[0].into(),
        Type::Object(members) => object(members, key),
        Type::Array(member) => json!([value(member, key)]),
        Type::Map | Type::Any => json!({}),
        Type::Conditions => json!([]),
        Type::Key(_) => "shared-dialog".into(),
        Type::Location | Type::Event => unreachable!("set by the caller"),
    }
}

fn object(members: &[Property], key: &str) -> Value {
    let required = members.iter().filter(|it| it.required);
    let members = required.map(|it| (it.name.to_owned(), value(&it.ty, key)));
    Value::Object(members.collect())
}

/// A module of a kind, with what the kind requires.
fn module(kind: &ModuleKind, key: &str, location: Option<&str>) -> Value {
    let mut module = Map::new();
    for property in kind.properties.iter().filter(|it| it.required) {
        if !matches!(property.ty, Type::Location | Type::Event) {
            module.insert(property.name.to_owned(), value(&property.ty, key));
        }
    }
    module.insert("key".to_owned(), key.into());
    // A web item opens something.
    let url = kind.property("url");
    if url.is_some_and(|url| matches!(url.ty, Type::Url)) {
        module.insert("url".to_owned(), format!("/{key}").into());
    }
    if let Some(location) = location {
        module.insert("location".to_owned(), location.into());
    }
    Value::Object(module)
}

/// An app with every kind at every location of a product; and the keys of the modules that must appear.
fn everything(product: HostProduct) -> (Value, Vec<(String, String)>) {
    let mut modules = Map::new();
    let mut keys = Vec::new();
    for kind in module_kinds() {
        let here = kind.products.iter().any(|it| product.supports(*it));
        if !here || kind.name == "webhooks" || kind.name == "dialogs" {
            continue;
        }
        let rows = locations()
            .iter()
            .filter(|row| product.supports(row.product));
        let mut places: Vec<Option<&str>> = rows
            .filter(|row| row.accepts(kind))
            .map(|row| Some(row.name))
            .collect();
        let location = kind.property("location");
        if places.is_empty() || kind.shape == Shape::One {
            places = vec![None];
        }
        let mut members = Vec::new();
        for place in places {
            let key = format!("m{}", keys.len());
            // Some kinds give only the last segment of their location.
            let short = connect_model::location::implicit_parent(kind)
                .and_then(|parent| place?.strip_prefix(parent)?.strip_prefix('/'));
            let place = short.or(place).filter(|_| location.is_some());
            members.push(module(kind, &key, place));
            keys.push((key, format!("{} at {place:?}", kind.name)));
        }
        let members = match kind.shape {
            Shape::One => members.remove(0),
            Shape::Many => members.into(),
        };
        modules.insert(kind.name.to_owned(), members);
    }
    let dialog = json!({ "key": "shared-dialog", "name": name("Dialog"), "url": "/dialog" });
    modules.insert("dialogs".to_owned(), json!([dialog]));
    (Value::Object(modules), keys)
}

/// Visits the page that the list of modules names for each, and looks for the module there.
async fn all_are_seen(visitor: &Visitor, base: &str, keys: &[(String, String)]) {
    let list = visitor.look(&format!("{base}/modules")).await;
    let mut pages = std::collections::BTreeMap::new();
    let mut unseen = Vec::new();
    for row in list.all("tbody tr") {
        let cells: Vec<_> = row.child_elements().collect();
        let key = super::visitor::text(cells[0]);
        let Some((key, what)) = keys.iter().find(|(known, _)| *known == key) else {
            continue;
        };
        let link = cells[2].child_elements().find_map(|it| it.attr("href"));
        let Some(path) = link.map(str::to_owned) else {
            // A module without a place has a reason.
            assert!(!super::visitor::text(cells[2]).is_empty(), "{what}");
            continue;
        };
        // An empty section is not shown.
        if what.starts_with("webSections") {
            continue;
        }
        if !pages.contains_key(&path) {
            let page = visitor.look(&path).await;
            assert_eq!(page.status, 200, "{path} for {what}: {}", page.text);
            pages.insert(path.clone(), page);
        }
        let seen = format!("[data-key='{key}'], [data-module='{key}'], [data-macro='{key}']");
        if !pages[&path].has(&seen) {
            unseen.push(format!("{what} on {path}"));
        }
    }
    assert!(unseen.is_empty(), "{unseen:#?}");
}

#[tokio::test]
async fn every_kind_at_every_location_of_jira_is_on_its_page() {
    let (modules, keys) = everything(HostProduct::Jira);
    let visitor = on_jira(modules).await;
    all_are_seen(&visitor, "", &keys).await;
}

#[tokio::test]
async fn every_kind_at_every_location_of_confluence_is_on_its_page() {
    let (modules, keys) = everything(HostProduct::Confluence);
    let visitor = Visitor::new(Host::confluence(), "/wiki", modules).await;
    all_are_seen(&visitor, "/wiki", &keys).await;
}

fn panel(key: &str, weight: Option<i64>) -> Value {
    let mut panel = json!({
        "key": key, "name": name(key), "url": format!("/{key}"),
        "location": "atl.jira.view.issue.right.context",
    });
    if let Some(weight) = weight {
        panel["weight"] = weight.into();
    }
    panel
}

#[tokio::test]
async fn small_weights_come_first_and_equal_ones_in_the_descriptors_order() {
    let panels = [
        panel("none-a", None),
        panel("heavy", Some(200)),
        panel("none-b", None),
        panel("light", Some(1)),
        panel("hundred", Some(100)),
    ];
    let visitor = on_jira(json!({ "webPanels": panels })).await;
    let page = visitor.look("/browse/DEMO-1").await;
    let order = page.keys("aside .ap-frame");
    assert_eq!(order, ["light", "none-a", "none-b", "hundred", "heavy"]);
}

#[tokio::test]
async fn sections_hold_their_items_and_empty_ones_are_hidden() {
    let section = |key: &str, weight: i64| json!({ "key": key, "name": name(key), "location": "opsbar-operations", "weight": weight });
    let item = |key: &str, location: &str| json!({ "key": key, "name": name(key), "location": location, "url": "/x" });
    let visitor = on_jira(json!({
        "webSections": [section("second", 20), section("first", 10), section("empty", 1)],
        "webItems": [
            item("b", "opsbar-operations/second"), item("a", "first"),
            item("c", "com.example.votes__first"), item("d", "operations-work"),
        ],
    }))
    .await;
    let page = visitor.look("/browse/DEMO-1").await;
    let sections = page.all(".menu-section[data-section]");
    let sections: Vec<_> = sections
        .iter()
        .filter_map(|it| it.attr("data-section"))
        .collect();
    assert_eq!(sections, ["first", "second"]);
    assert_eq!(page.keys("[data-section=first] [data-module]"), ["a", "c"]);
    assert_eq!(page.keys("[data-section=second] [data-module]"), ["b"]);
    assert!(page.has(".menu-section:not([data-section]) [data-module=d]"));
}

#[tokio::test]
async fn a_module_without_a_place_is_listed_with_the_reason() {
    let visitor = on_jira(json!({
        "webPanels": [{ "key": "odd", "name": name("Odd"), "url": "/odd", "location": "atl.jira.view.issue.right.contxt" }],
        "generalPages": [{ "key": "alone", "name": name("Alone"), "url": "/alone", "location": "none" }],
        "webhooks": [{ "event": "jira:issue_created", "url": "/hook" }],
    }))
    .await;
    let page = visitor.look("/_host/unplaced").await;
    for expected in [
        "did you mean \"atl.jira.view.issue.right.context\"?",
        "its location is `none`",
        "jira:issue_created",
    ] {
        let text = super::visitor::text(page.one("main"));
        assert!(text.contains(expected), "{expected:?} is missing in {text}");
    }
}

//! Each module kind at each location of the facts has a place, or a reason.

use connect_model::{Product, locations, module_kinds};
use serde_json::json;

use super::*;

fn module(kind: &str, properties: serde_json::Value) -> Module {
    Module::new(kind, properties.as_object().unwrap())
}

/// Every kind at every location that accepts it, for one product.
fn all(product: HostProduct) -> Vec<Module> {
    let mut modules = Vec::new();
    for kind in module_kinds() {
        if !kind.products.iter().any(|it| product.supports(*it)) {
            continue;
        }
        modules.push(module(kind.name, json!({ "key": "m" })));
        let rows = locations()
            .iter()
            .filter(|row| product.supports(row.product));
        for row in rows.filter(|row| row.accepts(kind)) {
            modules.push(module(
                kind.name,
                json!({ "key": "m", "location": row.name }),
            ));
        }
    }
    modules
}

#[test]
fn each_kind_at_each_location_has_a_place_or_a_reason() {
    for product in HostProduct::ALL {
        for module in all(product) {
            let Placement::Nowhere(reason) = place(product, "app", &[], &module) else {
                continue;
            };
            let required = module_kind(&module.kind)
                .and_then(|kind| kind.property("location"))
                .is_some_and(|location| location.required);
            let listed = kinds(product)
                .iter()
                .chain(locations_of(product))
                .any(|(_, row)| *row == Row::Nowhere(leak(&reason)));
            assert!(
                listed || (required && module.location.is_none()),
                "{product:?} {} at {:?}: {reason}",
                module.kind,
                module.location
            );
        }
    }
}

fn locations_of(product: HostProduct) -> impl Iterator<Item = &'static (&'static str, Row)> {
    super::locations(product).iter()
}

fn leak(text: &str) -> &'static str {
    text.to_owned().leak()
}

#[test]
fn the_tables_name_only_what_the_facts_know() {
    for product in HostProduct::ALL {
        for (name, _) in super::locations(product) {
            let known = connect_model::location(name);
            assert!(
                known.iter().any(|row| product.supports(row.product)),
                "{name}"
            );
        }
        for (name, _) in kinds(product) {
            let kind = module_kind(name).unwrap();
            assert!(
                kind.products.iter().any(|it| product.supports(*it)),
                "{name}"
            );
        }
    }
}

#[test]
fn what_no_local_product_has_is_bitbuckets() {
    for row in locations() {
        let here = HostProduct::ALL
            .into_iter()
            .any(|it| it.supports(row.product));
        assert!(here || row.product == Product::Bitbucket, "{}", row.name);
    }
}

#[test]
fn an_own_section_is_placed_with_its_items() {
    let modules = [
        module(
            "webSections",
            json!({"key": "tools", "name": {"value": "Tools"}, "location": "admin_plugins_menu", "weight": 7}),
        ),
        module(
            "webItems",
            json!({"key": "a", "location": "admin_plugins_menu/tools"}),
        ),
        module(
            "webItems",
            json!({"key": "b", "location": "admin_plugins_menu/app__tools"}),
        ),
        module("adminPages", json!({"key": "c", "location": "tools"})),
    ];
    for item in &modules[1..] {
        let Placement::At(slot, sections) = place(HostProduct::Jira, "app", &modules, item) else {
            unreachable!("it has a place")
        };
        assert_eq!(slot, jira::ADMIN_MENU);
        let titles: Vec<_> = sections.iter().map(|it| (&*it.title, it.weight)).collect();
        assert_eq!(titles, [("Apps", 0), ("Tools", 7)]);
    }
}

#[test]
fn sections_within_each_other_have_no_place() {
    let modules = [
        module("webSections", json!({"key": "a", "location": "b"})),
        module("webSections", json!({"key": "b", "location": "a"})),
    ];
    let placed = place(HostProduct::Jira, "app", &modules, &modules[0]);
    assert!(matches!(placed, Placement::Nowhere(_)), "{placed:?}");
}

#[test]
fn an_unknown_location_says_what_was_meant() {
    let panel = module(
        "webPanels",
        json!({"key": "a", "location": "atl.jira.view.issue.right.contxt"}),
    );
    let Placement::Nowhere(reason) = place(HostProduct::Jira, "app", &[], &panel) else {
        unreachable!("the location is unknown")
    };
    assert!(
        reason.contains("did you mean \"atl.jira.view.issue.right.context\"?"),
        "{reason}"
    );
}

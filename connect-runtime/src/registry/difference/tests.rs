use std::borrow::Cow;

use connect_model::declaration::Route;

use connect_model::{Method, Product, Scope, ScopeUseKind};

use super::*;

const APP: AppRegistration = AppRegistration {
    package: "my-app",
    properties: r#"{"key":"k","name":"n"}"#,
    emitted: "",
};

fn panel(key: &'static str, location: &str, file: &'static str) -> Declaration {
    let mut panel = Declaration::module(
        "webPanels",
        key,
        "",
        Some(Route::iframe("/x")),
        Origin::new(file, 12, 1),
    );
    panel.properties = Cow::Owned(format!(r#"{{"key":"{key}","location":"{location}"}}"#));
    panel
}

fn compare(emitted: Vec<Declaration>, collected: &[Declaration]) -> Vec<String> {
    let emitted = Emitted {
        app: r#"{ "name": "n", "key": "k" }"#.to_owned(),
        declarations: emitted,
        ..Emitted::default()
    };
    let collected = Collected {
        declarations: collected,
        needs: &[],
        granted: ScopeSet::EMPTY,
    };
    Differences::between(&emitted, &APP, &collected)
        .as_slice()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn same_views_have_no_difference_whatever_their_origins() {
    let emitted = panel("votes", "a", "src/panels.rs");
    let collected = panel("votes", "a", "examples/x/src/panels.rs");
    assert!(compare(vec![emitted], &[collected]).is_empty());
}

#[test]
fn a_crate_that_is_not_named() {
    let found = compare(vec![panel("votes", "a", "../my-panels/src/panels.rs")], &[]);
    assert_eq!(
        found,
        [
            "web panel \"votes\" at ../my-panels/src/panels.rs:12:1 is in the build's descriptor \
          but was not linked: write `use my_panels as _;` in the program's main.rs"
        ]
    );
    let own = compare(vec![panel("votes", "a", "src/panels.rs")], &[]);
    assert!(own[0].contains("`use my_app as _;`"), "{own:?}");
}

#[test]
fn an_item_that_the_build_did_not_see() {
    let found = compare(vec![], &[panel("votes", "a", "src/panels.rs")]);
    assert!(
        found[0].contains("was linked but is not in the build's descriptor"),
        "{found:?}"
    );
    assert!(found[0].contains(".library("), "{found:?}");
}

#[test]
fn a_call_that_the_build_did_not_see_counts_only_if_nothing_covers_it() {
    let needs = [ScopeUse {
        kind: ScopeUseKind::call(
            Product::Jira,
            Method::Put,
            "/rest/api/3/issue/{issueIdOrKey}",
        ),
        scopes: ScopeSet::of(&[Scope::Write]),
        origin: Origin::new("src/votes.rs", 14, 9),
    }];
    let emitted = Emitted {
        app: APP.properties.to_owned(),
        ..Emitted::default()
    };
    let found = |granted| {
        let collected = Collected {
            declarations: &[],
            needs: &needs,
            granted: ScopeSet::of(granted),
        };
        Differences::between(&emitted, &APP, &collected).to_string()
    };
    assert_eq!(found(&[Scope::Delete]), "");
    let text = found(&[Scope::Read, Scope::ActAsUser]);
    assert!(
        text.contains(
            "PUT /rest/api/3/issue/{issueIdOrKey} at src/votes.rs:14:9 needs WRITE, and the \
             build's descriptor asks for less"
        ),
        "{text}"
    );
}

#[test]
fn how_many_descriptors_there_are_is_part_of_the_app() {
    let emitted = Emitted {
        app: r#"{"key":"k","name":"n","descriptors":"per_product"}"#.to_owned(),
        ..Emitted::default()
    };
    let collected = Collected {
        declarations: &[],
        needs: &[],
        granted: ScopeSet::EMPTY,
    };
    let found = Differences::between(&emitted, &APP, &collected).to_string();
    assert!(
        found.contains(r#"descriptors: "per_product" in the build's descriptor, nothing in"#),
        "{found}"
    );
}

#[test]
fn changed_members_are_named() {
    let found = compare(vec![panel("votes", "a", "f")], &[panel("votes", "b", "f")]);
    assert!(
        found[0].contains(r#"location: "a" in the build's descriptor, "b" in the program"#),
        "{found:?}"
    );
}

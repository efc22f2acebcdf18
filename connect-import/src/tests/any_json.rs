//! Importing any descriptor results in a package that builds.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::*;
use crate::parse::escaped;

/// The descriptors of the kitchen sinks: every kind and nearly every property.
fn sinks() -> [Value; 2] {
    let jira = include_str!(
        "../../../examples/kitchen-sink-jira/src/snapshots/kitchen_sink_jira__tests__the_descriptor_is_this_one.snap"
    );
    let confluence = include_str!(
        "../../../examples/kitchen-sink-confluence/src/snapshots/kitchen_sink_confluence__tests__the_descriptor_is_this_one.snap"
    );
    [jira, confluence].map(|snapshot| {
        let start = snapshot.find("\n{").unwrap();
        serde_json::from_str(&snapshot[start..]).unwrap()
    })
}

/// A change at some path of a descriptor.
#[derive(Debug, Clone)]
enum Change {
    Replace(Value),
    Remove,
    Rename(String),
    Double,
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has no infinity", |it| it.is_finite())
            .prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "{{template}}",
            "/path?x={issue.key}&y={new.thing}",
            "/a/{project.key}/b",
            "https://votes.example/own",
            "/votes",
            "//x",
            "READ",
            "true",
            "\u{fffe}0\u{fffe}",
            "*/ \u{202e} \r\n \"#",
            "r#type",
            "self",
            "Page",
        ])
        .prop_map(Value::from),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 4, |inner| {
        let name = prop_oneof![
            prop::sample::select(vec![
                "url",
                "value",
                "condition",
                "or",
                "params",
                "key",
                "type",
                "//",
                "name"
            ])
            .prop_map(str::to_owned),
            ".{0,6}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => any_value().prop_map(Change::Replace),
        1 => Just(Change::Remove),
        1 => "[a-zA-Z/]{0,8}".prop_map(Change::Rename),
        1 => Just(Change::Double),
    ]
}

/// The pointers of everything below a value.
fn pointers(value: &Value, here: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let here = format!("{here}/{}", escaped(name));
                found.push(here.clone());
                pointers(value, &here, found);
            }
        }
        Value::Array(items) => {
            for (at, value) in items.iter().enumerate() {
                let here = format!("{here}/{at}");
                found.push(here.clone());
                pointers(value, &here, found);
            }
        }
        _ => {}
    }
}

fn change(root: &mut Value, at: prop::sample::Index, change: Change) {
    let mut all = Vec::new();
    pointers(root, "", &mut all);
    if all.is_empty() {
        return;
    }
    let pointer = &all[at.index(all.len())];
    let (around, name) = pointer.rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    match (root.pointer_mut(around).unwrap(), change) {
        (Value::Object(members), Change::Replace(value)) => {
            members.insert(name, value);
        }
        (Value::Object(members), Change::Remove) => {
            members.remove(&name);
        }
        (Value::Object(members), Change::Rename(other)) => {
            let value = members.remove(&name).unwrap();
            members.insert(other, value);
        }
        (Value::Object(members), Change::Double) => {
            let value = members.get(&name).cloned().unwrap();
            members.insert(name, json!([value.clone(), value]));
        }
        (Value::Array(items), change) => {
            let at: usize = name.parse().unwrap();
            match change {
                Change::Replace(value) => items[at] = value,
                Change::Remove => {
                    items.remove(at);
                }
                _ => items.push(items[at].clone()),
            }
        }
        _ => {}
    }
}

/// Imports, and reads the package as its build script does.
fn builds(text: &str) -> Result<(), String> {
    let source = Source::parse(Path::new("any.json"), text).map_err(|error| error.to_string())?;
    let import = import(&source, &Options::default()).map_err(|error| error.to_string())?;
    for (name, content) in import
        .files
        .iter()
        .filter(|(name, _)| name.ends_with(".rs"))
    {
        syn::parse_file(content).map_err(|error| format!("{name}: {error}\n{content}"))?;
    }
    let mut messages = import.diagnostics.iter().map(|one| &one.message);
    match messages.find(|message| message.contains("does not build")) {
        None => Ok(()),
        Some(message) => {
            let code: Vec<&str> = import.files.iter().map(|(_, content)| content).collect();
            Err(format!("{message}\n{}", code.join("\n")))
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_descriptor_is_a_package_that_builds(
        sink in 0..2_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any_change()), 1..24),
    ) {
        let mut root = sinks()[sink].clone();
        for (at, one) in changes {
            change(&mut root, at, one);
        }
        prop_assert_eq!(builds(&root.to_string()), Ok(()));
    }

    #[test]
    fn any_object_is_a_package_that_builds(
        name in prop::sample::select(vec!["modules", "links", "vendor", "scopes", "lifecycle", "key", "apiMigrations"]),
        value in any_value(),
        kind in prop::sample::select(vec!["webPanels", "webItems", "webhooks", "configurePage", "dialogs", "blueprints"]),
        modules in any_value(),
    ) {
        let mut root = json!({ "modules": { kind: modules } });
        root[name] = value;
        prop_assert_eq!(builds(&root.to_string()), Ok(()));
    }
}

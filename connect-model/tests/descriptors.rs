//! Every descriptor under `tests/descriptors/` is read, written and read again without a loss.

#![allow(
    clippy::unwrap_used,
    reason = "helpers outside of `#[test]` unwrap too"
)]

use connect_model::descriptor::Descriptor;
use serde_json::Value;
use std::path::PathBuf;

fn fixtures() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/descriptors");
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

fn fixture(name: &str) -> Descriptor {
    let found = fixtures().into_iter().find(|(fixture, _)| fixture == name);
    Descriptor::parse(&found.unwrap().1).unwrap()
}

#[test]
fn each_is_kept_whole() {
    assert_eq!(fixtures().len(), 6);
    for (name, text) in fixtures() {
        let descriptor = Descriptor::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let written = descriptor.to_json_pretty();
        assert_eq!(Descriptor::parse(&written), Ok(descriptor), "{name}");
        assert_eq!(
            Descriptor::parse(&written).unwrap().to_json_pretty(),
            written,
            "{name}"
        );
        // A strict reader sees the same; the one with trailing commas is not for it.
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            assert_eq!(
                serde_json::from_str::<Value>(&written).unwrap(),
                value,
                "{name}"
            );
        } else {
            assert_eq!(name, "duplicates-and-trailing-commas");
        }
    }
}

#[test]
fn a_tidy_one_is_typed_through_and_through() {
    let descriptor = fixture("tidy-jira");
    assert!(descriptor.other.is_empty());
    assert_eq!(descriptor.scope_set().1, Vec::<&str>::new());
    assert_eq!(descriptor.all_modules().count(), 5);
    let panel = descriptor.modules_of("webPanels").next().unwrap();
    assert_eq!(panel.conditions.as_ref().unwrap().len(), 2);
    assert_eq!(panel.other.keys().collect::<Vec<_>>(), ["layout"]);
}

#[test]
fn the_last_of_a_duplicate_key_wins() {
    let descriptor = fixture("duplicates-and-trailing-commas");
    assert_eq!(descriptor.key.as_deref(), Some("com.example.last"));
    let urls: Vec<_> = descriptor
        .modules_of("webPanels")
        .map(|it| it.url.as_deref())
        .collect();
    assert_eq!(urls, [Some("/b,]")]);
}

#[test]
fn swapped_shapes_are_still_found() {
    let descriptor = fixture("shapes-swapped");
    assert_eq!(descriptor.modules_of("configurePage").count(), 1);
    let panel = descriptor.modules_of("webPanels").next().unwrap();
    assert_eq!(
        panel.name.as_ref().and_then(|it| it.as_str()),
        Some("A plain string")
    );
    assert_eq!(panel.other.len(), 6);
    assert_eq!(descriptor.other.len(), 7);
}

#[test]
fn scopes_count_in_either_case() {
    let descriptor = fixture("either-case-and-absolute");
    let (known, unknown) = descriptor.scope_set();
    assert_eq!(known.to_string(), "READ, WRITE, ADMIN");
    assert_eq!(unknown, ["account", "pullrequest"]);
    assert!(descriptor.authentication.as_ref().unwrap().is_jwt());
}

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn parse(text: &str) -> Descriptor {
    Descriptor::parse(text).unwrap()
}

/// Nothing is lost, and what was written reads and writes as itself.
fn keeps(value: &Value) -> Result<(), String> {
    let descriptor = Descriptor::parse(&value.to_string()).map_err(|error| error.to_string())?;
    let written = descriptor.to_json_pretty();
    let again: Value = serde_json::from_str(&written).map_err(|error| error.to_string())?;
    if again != *value {
        return Err(format!("lost or changed: {value} became {again}"));
    }
    let reread = Descriptor::parse(&written).map_err(|error| error.to_string())?;
    if reread != descriptor {
        return Err(format!("{reread:?} is not {descriptor:?}"));
    }
    if reread.to_json_pretty() != written {
        return Err("writing is not a fixpoint".to_owned());
    }
    let by_serde: Descriptor = serde_json::from_str(&written).map_err(|error| error.to_string())?;
    if by_serde != descriptor {
        Err("serde reads it otherwise".to_owned())
    } else {
        Ok(())
    }
}

const FIELDS: &[&str] = &[
    "key",
    "name",
    "description",
    "baseUrl",
    "authentication",
    "apiVersion",
    "version",
    "vendor",
    "links",
    "lifecycle",
    "scopes",
    "enableLicensing",
    "editionsEnabled",
    "apiMigrations",
    "contexts",
    "translations",
    "regionBaseUrls",
    "dataResidency",
    "cloudAppMigration",
    "modules",
    "//baseUrl",
    "$schema",
    "type",
    "paths",
    "installed",
    "dare-migration",
    "migrationWebhookPath",
    "maxMigrationDurationHours",
    "self",
    "gdpr",
];

const MODULE_FIELDS: &[&str] = &[
    "key",
    "name",
    "description",
    "location",
    "event",
    "url",
    "context",
    "target",
    "weight",
    "cacheable",
    "icon",
    "tooltip",
    "conditions",
    "params",
    "type",
    "options",
    "width",
    "height",
    "value",
    "i18n",
    "layout",
    "//url",
];

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>()
            .prop_filter("JSON has no infinity", |it| it.is_finite())
            .prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("{{template}}")),
        Just(json!("READ")),
    ]
}

/// Any JSON, whose objects have names that mean something, and names that don't.
fn any_json(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 48, 6, move |inner| {
        let name = prop_oneof![
            4 => prop::sample::select(names).prop_map(str::to_owned),
            1 => ".{0,6}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_modules() -> impl Strategy<Value = Value> {
    let kind = prop_oneof![
        Just("webPanels".to_owned()),
        Just("webhooks".to_owned()),
        Just("configurePage".to_owned()),
        "[a-zA-Z/]{1,8}",
    ];
    prop::collection::btree_map(kind, any_json(MODULE_FIELDS), 0..4)
        .prop_map(|members| Value::Object(members.into_iter().collect()))
}

fn any_descriptor() -> impl Strategy<Value = Value> {
    let name =
        prop_oneof![4 => prop::sample::select(FIELDS).prop_map(str::to_owned), 1 => ".{0,6}"];
    let fields = prop::collection::btree_map(name, any_json(FIELDS), 0..10);
    (fields, prop::option::of(any_modules())).prop_map(|(fields, modules)| {
        let mut fields: Fields = fields.into_iter().collect();
        if let Some(modules) = modules {
            fields.insert("modules".to_owned(), modules);
        }
        Value::Object(fields)
    })
}

proptest! {
    #[test]
    fn parse_write_parse_is_the_identity(value in any_descriptor()) {
        keeps(&value).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn any_text_is_read_or_refused_without_a_panic(text in ".{0,64}") {
        if let Err(error) = Descriptor::parse(&text) {
            prop_assert!(error.to_string().contains("line"), "{}", error);
        }
    }

    #[test]
    fn a_descriptor_cut_short_is_refused(value in any_descriptor(), cut in any::<prop::sample::Index>()) {
        let text = value.to_string();
        let letters: Vec<char> = text.chars().collect();
        let short: String = letters.iter().take(cut.index(letters.len())).collect();
        prop_assert!(Descriptor::parse(&short).is_err());
    }
}

#[test]
fn fields_of_the_expected_shape_are_typed() {
    let descriptor = parse(
        r#"{ "key": "a", "apiVersion": 2, "apiMigrations": { "gdpr": true }, "scopes": ["read"],
             "authentication": { "type": "JWT" }, "lifecycle": { "dare-migration": "/d" },
             "modules": { "webItems": [{ "key": "i", "name": { "value": "I", "i18n": "i.n" },
                 "target": { "type": "dialog", "options": { "width": "5px" } }, "weight": 7 }] } }"#,
    );
    assert_eq!(descriptor.api_version, Some(2));
    assert!(descriptor.authentication.as_ref().unwrap().is_jwt());
    assert_eq!(
        descriptor
            .lifecycle
            .as_ref()
            .unwrap()
            .dare_migration
            .as_deref(),
        Some("/d")
    );
    assert_eq!(descriptor.scope_set().0, ScopeSet::of(&[Scope::Read]));
    assert!(descriptor.other.is_empty());
    let item = descriptor.modules_of("webItems").next().unwrap();
    assert_eq!(item.name.as_ref().unwrap().as_str(), Some("I"));
    assert_eq!(
        item.target.as_ref().unwrap().kind.as_deref(),
        Some("dialog")
    );
    assert_eq!(item.weight, Some(7));
    assert!(item.other.is_empty());
}

#[test]
fn fields_of_another_shape_stay_as_they_were() {
    let value = json!({
        "key": 5, "name": null, "apiVersion": "{{version}}", "scopes": "READ",
        "links": { "self": 1 }, "vendor": "Example", "modules": { "//": "none yet" },
    });
    let descriptor = Descriptor::from_value(value.clone()).unwrap();
    assert_eq!(descriptor.key, None);
    assert_eq!(descriptor.other.len(), 6);
    assert_eq!(descriptor.other["scopes"], "READ");
    assert_eq!(descriptor.all_modules().count(), 0);
    keeps(&value).unwrap();
}

#[test]
fn one_object_and_a_list_are_both_modules() {
    let descriptor = parse(
        r#"{ "modules": { "webPanels": { "key": "one" }, "configurePage": [{ "key": "many" }],
             "frobs": [{ "key": "unknown" }], "odd": [1, { "key": "lost" }] } }"#,
    );
    let found: Vec<_> = descriptor
        .all_modules()
        .map(|(kind, module)| (kind, module.key.as_deref().unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            ("configurePage", "many"),
            ("frobs", "unknown"),
            ("webPanels", "one")
        ]
    );
    assert_eq!(descriptor.modules_of("webPanels").count(), 1);
    assert_eq!(descriptor.modules_of("webItems").count(), 0);
}

#[test]
fn the_order_of_writing_is_fixed() {
    let text = r#"{ "zeta": 1, "modules": { "webPanels": [{ "zeta": 1, "url": "/b", "key": "b" },
        { "key": "a" }], "adminPages": [] }, "//key": "c", "key": "k", "name": null }"#;
    let expected = r#"{
  "key": "k",
  "name": null,
  "modules": {
    "adminPages": [],
    "webPanels": [
      {
        "key": "b",
        "url": "/b",
        "zeta": 1
      },
      {
        "key": "a"
      }
    ]
  },
  "//key": "c",
  "zeta": 1
}
"#;
    assert_eq!(parse(text).to_json_pretty(), expected);
}

#[test]
fn a_typed_field_hides_the_odd_value_under_its_name() {
    let mut descriptor = parse(r#"{ "key": 5 }"#);
    descriptor.key = Some("a".to_owned());
    assert_eq!(descriptor.to_json_pretty(), "{\n  \"key\": \"a\"\n}\n");
}

#[test]
fn what_people_do_to_json_is_forgiven() {
    assert_eq!(parse("\u{feff}{}"), Descriptor::default());
    assert_eq!(
        parse(r#"{ "key": "a", "key": "b" }"#).key.as_deref(),
        Some("b")
    );
    let descriptor = parse("{ \"key\": \"a, }\", \"scopes\": [\"READ\" , ],\n}");
    assert_eq!(descriptor.key.as_deref(), Some("a, }"));
    assert_eq!(descriptor.scopes.unwrap(), ["READ"]);
}

#[test]
fn errors_say_where() {
    let error = |text: &str| Descriptor::parse(text).unwrap_err();
    assert_eq!(
        error("{\n  \"key\": oops\n}").to_string(),
        "the descriptor is not JSON at line 2, column 10: expected value"
    );
    assert_eq!(
        error("\n  []").to_string(),
        "the descriptor at line 2, column 3 is a list: it must be a JSON object"
    );
    assert!(matches!(
        error(""),
        DescriptorError::NotJson { line: 1, .. }
    ));
    assert!(matches!(
        error("{,}"),
        DescriptorError::NotJson {
            line: 1,
            column: 2,
            ..
        }
    ));
    assert!(matches!(error("{} {}"), DescriptorError::NotJson { .. }));
    assert!(matches!(
        Descriptor::from_value(json!(1)),
        Err(DescriptorError::NotAnObject { .. })
    ));
}

#[test]
fn depth_is_bounded() {
    let nested = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    assert!(matches!(
        Descriptor::parse(&nested(100_000)),
        Err(DescriptorError::TooDeep { .. })
    ));
    let value: Value = serde_json::from_str(&nested(125)).unwrap();
    keeps(&value).unwrap();
    let module = format!(
        "{{\"modules\":{{\"x\":[{}{}]}}}}",
        "{\"a\":".repeat(124),
        "1".to_owned() + &"}".repeat(124)
    );
    keeps(&serde_json::from_str(&module).unwrap()).unwrap();
}

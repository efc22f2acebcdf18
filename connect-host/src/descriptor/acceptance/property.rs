//! Checking module properties against the platform's schema.

use connect_model::module_kind::Type;
use connect_model::nearest::nearest;
use connect_model::{Property, half_hours};
use serde_json::{Map, Value};

use super::findings::{Findings, kind_of};

/// In characters ("i18n property").
const MAX_I18N_VALUE: usize = 1500;
const MAX_I18N_KEY: usize = 300;

/// Checks the members of an object: none missing, none of the wrong type, none unknown.
pub(super) fn members(
    label: &str,
    known: &'static [Property],
    object: &Map<String, Value>,
    path: &str,
    findings: &mut Findings,
) {
    for property in known {
        let path = format!("{path}.{}", property.name);
        match object.get(property.name) {
            None if property.required => {
                findings.problem(&path, format!("is missing: a {label} must have it"));
            }
            None => {}
            Some(value) => {
                self::value(property.ty, value, &path, findings);
                limits(property, value, &path, findings);
            }
        }
    }
    // An object without known members is one that the facts leave open.
    if known.is_empty() {
        return;
    }
    for name in object.keys() {
        if !known.iter().any(|property| property.name == name) {
            let near = nearest(name, known.iter().map(|property| property.name));
            let hint = near
                .first()
                .map_or(String::new(), |near| format!("; did you mean {near:?}?"));
            findings.warning(
                &format!("{path}.{name}"),
                format!("a {label} has no such property; a host ignores it{hint}"),
            );
        }
    }
}

/// Checks one top-level field of the descriptor. Its numbers and booleans must not be text: the host is
/// lenient only within modules.
pub(super) fn field(property: &Property, value: &Value, findings: &mut Findings) {
    let is_text =
        matches!(property.ty, Type::Boolean | Type::Integer | Type::HalfHours) && value.is_string();
    if is_text {
        findings.problem(
            property.name,
            format!("must be {}, not text", name_of(property.ty)),
        );
    } else {
        self::value(property.ty, value, property.name, findings);
        limits(property, value, property.name, findings);
    }
}

/// Checks a value's type, as leniently as the host: numbers and booleans may be text.
fn value(ty: Type, value: &Value, path: &str, findings: &mut Findings) {
    let fits = match (ty, value) {
        (Type::I18n, Value::Object(i18n)) => {
            translated(i18n, path, findings);
            true
        }
        (Type::I18n, Value::String(text)) => {
            too_long(text, MAX_I18N_VALUE, path, findings);
            true
        }
        (Type::Enum(words), Value::String(word)) => {
            let known = words
                .iter()
                .any(|known| word == known || *word == known.to_ascii_uppercase());
            if !known {
                let words = words.join(", ");
                findings.problem(path, format!("{word:?} must be one of {words}"));
            }
            true
        }
        (Type::Object(properties), Value::Object(object)) => {
            let name = path.rsplit('.').next().unwrap_or(path);
            members(name, properties, object, path, findings);
            true
        }
        (Type::Array(item), Value::Array(items)) => {
            for (index, item_value) in items.iter().enumerate() {
                self::value(*item, item_value, &format!("{path}[{index}]"), findings);
            }
            true
        }
        (
            Type::String | Type::Key(_) | Type::Url | Type::Location | Type::Event,
            Value::String(_),
        )
        | (Type::Map, Value::Object(_))
        | (Type::Conditions, Value::Array(_))
        | (Type::Boolean, Value::Bool(_))
        | (Type::Any, _) => true,
        (Type::Integer, Value::Number(number)) => number.is_i64(),
        (Type::Integer, Value::String(text)) => text.parse::<i64>().is_ok(),
        (Type::HalfHours, Value::Number(number)) => number
            .as_f64()
            .is_some_and(|hours| half_hours(hours).is_ok()),
        (Type::Boolean, Value::String(text)) => matches!(text.as_str(), "true" | "false"),
        _ => false,
    };
    if !fits {
        findings.problem(
            path,
            format!("must be {}, not {}", name_of(ty), kind_of(value)),
        );
    }
}

fn name_of(ty: Type) -> &'static str {
    match ty {
        Type::String | Type::Key(_) | Type::Url | Type::Location | Type::Event | Type::Enum(_) => {
            "text"
        }
        Type::I18n => r#"{ "value": … }"#,
        Type::Integer => "a whole number",
        Type::HalfHours => "hours in steps of a half, from 0.5 to 24",
        Type::Boolean => "true or false",
        Type::Map | Type::Object(_) => "an object",
        Type::Conditions | Type::Array(_) => "a list",
        Type::Any => "anything",
    }
}

fn translated(i18n: &Map<String, Value>, path: &str, findings: &mut Findings) {
    match i18n.get("value") {
        None => findings.problem(&format!("{path}.value"), "is missing"),
        Some(Value::String(text)) => {
            too_long(text, MAX_I18N_VALUE, &format!("{path}.value"), findings)
        }
        Some(other) => {
            findings.problem(
                &format!("{path}.value"),
                format!("must be text, not {}", kind_of(other)),
            );
        }
    }
    if let Some(Value::String(key)) = i18n.get("i18n") {
        too_long(key, MAX_I18N_KEY, &format!("{path}.i18n"), findings);
    }
}

/// Checks the length and pattern of one property.
fn limits(property: &Property, value: &Value, path: &str, findings: &mut Findings) {
    let Value::String(text) = value else { return };
    if let Some(max) = property.max_length {
        too_long(
            text,
            usize::try_from(max).unwrap_or(usize::MAX),
            path,
            findings,
        );
    }
    // The host enforces only the schema's pattern for keys; according to the facts, live apps
    // violate the others.
    if property.pattern == Some(KEY_PATTERN) && !is_key(text) {
        findings.problem(
            path,
            format!("{text:?} must be letters, digits and `-` only"),
        );
    }
}

const KEY_PATTERN: &str = "^[a-zA-Z0-9-]+$";

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

fn too_long(text: &str, max: usize, path: &str, findings: &mut Findings) {
    let length = text.chars().count();
    if length > max {
        findings.problem(
            path,
            format!("has {length} characters; at most {max} are allowed"),
        );
    }
}

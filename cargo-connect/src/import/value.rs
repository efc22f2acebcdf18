//! A property's JSON as an argument's value, by the property's type.

use connect_model::{ModuleKind, Property, Type};
use serde_json::Value;

use super::conditions;

/// The value as Rust, or why it is dropped.
pub(super) fn value(
    kind: &ModuleKind,
    property: &Property,
    json: &Value,
) -> Result<String, String> {
    let text = of(kind, &property.ty, json)?;
    match (property.max_length, json.as_str()) {
        (Some(limit), Some(said)) if said.chars().count() > limit as usize => {
            Err(format!("it is longer than {limit} characters"))
        }
        _ => Ok(text),
    }
}

fn of(kind: &ModuleKind, ty: &Type, json: &Value) -> Result<String, String> {
    match (ty, json) {
        (Type::Location, Value::String(name)) => Ok(listed(
            connect_model::check_location(kind, name).is_ok(),
            name,
        )),
        (Type::Event, Value::String(name)) => {
            Ok(listed(connect_model::check_event(name).is_ok(), name))
        }
        (Type::Enum(words), Value::String(word)) => {
            let known = words.iter().find(|known| known.eq_ignore_ascii_case(word));
            Ok(known.map_or_else(|| listed(false, word), |known| literal(known)))
        }
        (Type::String | Type::Url | Type::I18n | Type::Key(_), Value::String(text)) => {
            Ok(literal(text))
        }
        (Type::I18n, Value::Object(members)) => {
            let text = |name: &str| members.get(name).and_then(Value::as_str);
            match (text("value"), text("i18n")) {
                (Some(value), Some(i18n)) => Ok(format!(
                    "{{ value = {}, i18n = {} }}",
                    literal(value),
                    literal(i18n)
                )),
                (Some(value), None) => Ok(literal(value)),
                _ => Err("it has no text in `value`".to_owned()),
            }
        }
        (Type::Integer, Value::Number(number)) if number.is_i64() => Ok(number.to_string()),
        (Type::Integer, Value::String(text)) => text
            .parse::<i64>()
            .map(|number| number.to_string())
            .map_err(|_| "it is no whole number".to_owned()),
        (Type::Boolean, Value::Bool(flag)) => Ok(flag.to_string()),
        (Type::Boolean, Value::String(word)) if word == "true" || word == "false" => {
            Ok(word.clone())
        }
        (Type::Conditions, json) => conditions::conditions(json),
        (Type::Object(members), Value::Object(object)) => {
            let mut written = Vec::new();
            for (name, json) in object.iter().filter(|(name, _)| !name.starts_with("//")) {
                let member = members
                    .iter()
                    .find(|member| member.name == name)
                    .ok_or_else(|| format!("no member `{name}` is known"))?;
                let value = value(kind, member, json).map_err(|why| format!("`{name}`: {why}"))?;
                written.push(format!("{} = {value}", member.argument));
            }
            Ok(format!("{{ {} }}", written.join(", ")))
        }
        (Type::Object(members), Value::String(text)) => match only_required(members) {
            Some(member) => Ok(format!("{{ {} = {} }}", member.argument, literal(text))),
            None => Err("an object is expected, not text".to_owned()),
        },
        (Type::Array(item), Value::Array(items)) => {
            let items: Result<Vec<String>, String> =
                items.iter().map(|json| of(kind, item, json)).collect();
            Ok(format!("[{}]", items?.join(", ")))
        }
        (Type::Array(item), json) if !json.is_null() => Ok(format!("[{}]", of(kind, item, json)?)),
        (Type::Map, Value::Object(_)) | (Type::Any, _) => any(json),
        _ => Err("it has another shape than the platform takes".to_owned()),
    }
}

fn only_required(members: &'static [Property]) -> Option<&'static Property> {
    let mut required = members.iter().filter(|member| member.required);
    required.next().filter(|_| required.next().is_none())
}

/// JSON that no table describes.
pub(super) fn any(json: &Value) -> Result<String, String> {
    match json {
        Value::Null => Err("`null` says nothing".to_owned()),
        Value::String(text) => Ok(literal(text)),
        Value::Bool(_) | Value::Number(_) => Ok(json.to_string()),
        Value::Array(items) => {
            let items: Result<Vec<String>, String> = items.iter().map(any).collect();
            Ok(format!("[{}]", items?.join(", ")))
        }
        Value::Object(members) => {
            let members: Result<Vec<String>, String> = members
                .iter()
                .map(|(name, json)| Ok(format!("{} = {}", literal(name), any(json)?)))
                .collect();
            Ok(format!("{{ {} }}", members?.join(", ")))
        }
    }
}

/// The name itself, or the way out for one that no table has.
fn listed(known: bool, name: &str) -> String {
    if known {
        literal(name)
    } else {
        format!("unlisted({})", literal(name))
    }
}

/// A Rust string literal.
pub(super) fn literal(text: &str) -> String {
    format!("{text:?}")
}

//! Converting a module's `conditions` to an argument.
//!
//! Dropping a condition would show the module to more people, so each is kept: by its name, as a
//! `#[condition]` of the app if it is one of the app's URLs, or as `unlisted("…")` with its
//! parameters if it is in no table.

use serde_json::{Map, Value};

use super::super::names::snake_word;
use super::{Converter, JsonPointer, UNKNOWN, map_name};
use crate::attribute_ast::{AttrValue, Field};
use crate::text::{comment, literal, remark};

/// Converts a list, or an object as a list of one; `None` if there is no condition.
pub(super) fn convert(
    converter: &mut Converter<'_, '_>,
    json: &Value,
    at: &JsonPointer,
) -> Result<Option<Field>, String> {
    let mut each = match json {
        Value::Array(items) => list(converter, items, at),
        Value::Object(_) | Value::String(_) => condition(converter, json, at).into_iter().collect(),
        _ => return Err("it is not a list of conditions".to_owned()),
    };
    Ok(match each.len() {
        0 => None,
        1 => each.pop(),
        _ => Some(Field::value(AttrValue::call("all", each)).at(&at.path)),
    })
}

fn list(converter: &mut Converter<'_, '_>, items: &[Value], at: &JsonPointer) -> Vec<Field> {
    let mut written = Vec::new();
    for (index, json) in items.iter().enumerate() {
        written.extend(condition(converter, json, &at.item(index)));
    }
    written
}

fn condition(converter: &mut Converter<'_, '_>, json: &Value, at: &JsonPointer) -> Option<Field> {
    let alone = Map::from_iter([("condition".to_owned(), json.clone())]);
    let object = match json {
        Value::Object(object) => object,
        Value::String(_) => &alone,
        _ => {
            converter.drop_value(at, json, MORE_PEOPLE);
            return None;
        }
    };
    let mut comments = Vec::new();
    for (name, json) in object.iter().filter(|(name, _)| name.starts_with("//")) {
        comments.extend(comment(&remark(name, json)));
    }
    let is_true =
        |json: &Value| json.as_bool() == Some(true) || json.as_str().is_some_and(|it| it == "true");
    let invert = object.get("invert").is_some_and(is_true);
    for (name, word) in [("or", "any"), ("and", "all")] {
        let Some(json) = object.get(name) else {
            continue;
        };
        let at = at.member(name);
        let mut each = match json {
            Value::Array(items) => list(converter, items, &at),
            one => condition(converter, one, &at).into_iter().collect(),
        };
        for (other, json) in object {
            let is_default = json.is_null() || json.as_bool() == Some(false);
            if other != name && !other.starts_with("//") && !is_default {
                converter.drop_value(&at.member(other), json, "a group has no other members");
            }
        }
        let mut field = match each.len() {
            0 => {
                converter.drop_value(&at, json, MORE_PEOPLE);
                return None;
            }
            1 => each.remove(0),
            _ => Field::value(AttrValue::call(word, each)).at(&at.path),
        };
        field.comments.extend(comments);
        return Some(field);
    }
    let Some(name) = object.get("condition").and_then(Value::as_str) else {
        converter.drop_value(at, json, MORE_PEOPLE);
        return None;
    };
    for (name, json) in object {
        let known = ["condition", "params", "invert"].contains(&name.as_str());
        if !known && !name.starts_with("//") && !json.is_null() {
            converter.drop_value(&at.member(name), json, UNKNOWN);
        }
    }
    let at = at.member("params");
    let mut field = match converter.remote_condition(name) {
        Some(remote) => {
            if let Some(json) = object.get("params").filter(|json| !is_empty(json)) {
                converter.drop_value(&at, json, "a remote condition has no parameters");
            }
            Field::value(remote)
        }
        None => named(converter, name, object.get("params"), &at),
    };
    if invert {
        field.value = not(field.value);
        field.fallback = field.fallback.map(not);
    }
    field.comments.extend(comments);
    field.path.clone_from(&at.path);
    Some(field)
}

fn not(inner: AttrValue) -> AttrValue {
    AttrValue::call("not", vec![Field::value(inner)])
}

const MORE_PEOPLE: &str =
    "it does not name a condition; without it the module may be shown to more people";

fn is_empty(json: &Value) -> bool {
    json.is_null() || json.as_object().is_some_and(Map::is_empty)
}

/// `name` or `name(parameter = "…")`; `unlisted("name", parameter = "…")` for one that is in no table.
fn named(
    converter: &mut Converter<'_, '_>,
    name: &str,
    params: Option<&Value>,
    at: &JsonPointer,
) -> Field {
    let mut known = Vec::new();
    let mut unlisted = vec![Field::value(AttrValue::text(name))];
    match params {
        Some(Value::Object(params)) => {
            for (param, json) in params {
                if param.starts_with("//") || json.is_null() {
                    continue;
                }
                let at = at.member(param);
                match converter.any(json, &at) {
                    Ok(value) => {
                        let argument = snake_word(param);
                        known.push(Field::new(&argument, value.clone()));
                        unlisted.push(Field::new(&map_name(param), value));
                    }
                    Err(why) => converter.drop_value(&at, json, &why),
                }
            }
        }
        Some(json) if !is_empty(json) => {
            converter.drop_value(at, json, "parameters must be an object");
        }
        _ => {}
    }
    let unlisted = AttrValue::call("unlisted", unlisted);
    let is_word = syn::parse_str::<syn::Ident>(name).is_ok();
    let listed = !connect_model::condition(name).is_empty();
    if !listed || (!is_word && !known.is_empty()) {
        return Field::value(unlisted);
    }
    let plain = match (known.is_empty(), is_word) {
        (true, true) => AttrValue::word(name),
        (true, false) => AttrValue::Word(literal(name)),
        _ => AttrValue::call(name, known),
    };
    Field::value(plain).or(unlisted)
}

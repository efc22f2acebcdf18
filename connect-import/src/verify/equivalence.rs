//! When two descriptors have the same meaning.
//!
//! The emitted descriptor differs from the imported one in ways that no host can distinguish:
//!
//! - comments (`"//…"`), `null`, and empty lists and objects are missing;
//! - members, kinds and modules may be in another order;
//! - the app's own URLs (but not links to pages or into the product) start with `/`, whether they were relative, absolute or `{{localBaseUrl}}/…`;
//! - `baseUrl`, `links.self` and the paths of `lifecycle` are the framework's, `authentication` is
//!   `jwt`, and the migrations `gdpr`, `signed-install` and `context-qsh` are on;
//! - `apiVersion` 1 is written out, and so is a word with only one possible value;
//! - enumeration words and scopes are in the platform's case, and a scope is missing if another one
//!   implies it;
//! - translatable text is `{ "value": … }`; numbers and booleans are not strings;
//! - a list of one is equal to its only item, including a list of modules; an object is equal to the URL that
//!   is all it requires, or to the word of a target;
//! - a webhook with several events is one webhook per event; a group of one condition is that condition, and
//!   the parameters of a condition are text.
//!
//! Everything else is a difference, and an import reports each one.

use std::collections::{BTreeMap, BTreeSet};

use connect_model::link::LinkContext;
use connect_model::module_kind::Type;
use connect_model::{ModuleKind, Property, Scope, ScopeSet, app_fields, half_hours};
use serde_json::{Map, Value, json};

use crate::parse::escaped;
use crate::urls::BaseUrl;

/// A difference between two descriptors.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// The location: a JSON pointer in which modules are identified by their keys.
    pub pointer: String,
    /// What changed, and into what.
    pub change: String,
}

/// The differences between two descriptors, except those that mean the same to a host:
/// comments, order, relative or absolute URLs, the case of words, what the framework writes itself.
pub fn differences(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(
        String::new(),
        Some(&normalized(before)),
        Some(&normalized(after)),
        &mut found,
    );
    found
}

/// The canonical form of all descriptors with the same meaning, with modules by their keys.
fn normalized(root: &Map<String, Value>) -> Value {
    let base = BaseUrl::new(root.get("baseUrl").and_then(Value::as_str));
    let mut normalized = Map::new();
    for (name, json) in root {
        let value = match name.as_str() {
            "baseUrl" | "lifecycle" | "$schema" => None,
            "authentication" => {
                let kind = json.get("type").unwrap_or(json).as_str();
                let jwt = kind.is_some_and(|it| it.eq_ignore_ascii_case("jwt"));
                plain(json).filter(|_| !jwt)
            }
            "links" => without(json, |name, _| name == "self"),
            "apiMigrations" => without(json, |name, json| {
                json.as_bool() == Some(true)
                    && ["gdpr", "signed-install", "context-qsh"].contains(&name)
            }),
            "apiVersion" => whole(json).filter(|it| it != &json!(1)),
            "name" | "description" => plain(json).map(|json| match json.get("value") {
                Some(text) => text.clone(),
                None => json,
            }),
            "scopes" => scopes(json),
            "modules" => modules(json, &base),
            name if name.starts_with("//") => None,
            name => match app_fields().iter().find(|field| field.name == name) {
                Some(field) => typed(&field.ty, json, &base),
                None => plain(json),
            },
        };
        if let Some(value) = value {
            normalized.insert(name.clone(), value);
        }
    }
    Value::Object(normalized)
}

fn compare(
    pointer: String,
    before: Option<&Value>,
    after: Option<&Value>,
    found: &mut Vec<Difference>,
) {
    match (before, after) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for name in names {
                let pointer = format!("{pointer}/{}", escaped(name));
                compare(pointer, one.get(name), other.get(name), found);
            }
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) if one.len() == other.len() => {
            for (at, (one, other)) in one.iter().zip(other).enumerate() {
                compare(format!("{pointer}/{at}"), Some(one), Some(other), found);
            }
        }
        (one, other) if one == other => {}
        (one, other) => {
            let shown = |json: Option<&Value>| json.map_or("nothing".to_owned(), shortened);
            found.push(Difference {
                pointer,
                change: format!("{} became {}", shown(one), shown(other)),
            });
        }
    }
}

/// JSON, truncated.
fn shortened(json: &Value) -> String {
    let text = json.to_string();
    match text.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

fn modules(json: &Value, base: &BaseUrl) -> Option<Value> {
    let Value::Object(kinds) = json else {
        return plain(json);
    };
    let mut normalized = Map::new();
    for (name, entry) in kinds.iter().filter(|(name, _)| !name.starts_with("//")) {
        let Some(kind) = connect_model::module_kind(name) else {
            normalized.extend(plain(entry).map(|entry| (name.clone(), entry)));
            continue;
        };
        let alone = std::slice::from_ref(entry);
        let entries = entry.as_array().map_or(alone, Vec::as_slice);
        let mut keyed: Map<String, Value> = Map::new();
        let mut again: BTreeMap<String, usize> = BTreeMap::new();
        for entry in entries {
            let Some(fields) = entry.as_object() else {
                // No host accepts it, and an import reports it.
                continue;
            };
            if let (Some(Value::Array(events)), "webhooks") = (fields.get("event"), kind.name) {
                for event in events {
                    let mut one = fields.clone();
                    one.insert("event".to_owned(), event.clone());
                    let value = object(kind.properties, &one, base);
                    keyed.insert(webhook_key(&value), value);
                }
                continue;
            }
            let mut value = object(kind.properties, fields, base);
            keep_link(kind, fields, &mut value);
            let text = |name: &str| value.get(name).and_then(Value::as_str);
            let key = match text("key") {
                Some(key) if kind.has_key() => key.to_owned(),
                _ if kind.name == "webhooks" => webhook_key(&value),
                _ => String::new(),
            };
            let mut free = key.clone();
            // Two identical webhooks count as one.
            while keyed
                .get(&free)
                .is_some_and(|other| kind.has_key() || *other != value)
            {
                let number = again.entry(key.clone()).or_insert(1_usize);
                *number += 1;
                free = format!("{key}#{number}");
            }
            keyed.insert(free, value);
        }
        if !keyed.is_empty() {
            normalized.insert(name.clone(), Value::Object(keyed));
        }
    }
    (!normalized.is_empty()).then_some(Value::Object(normalized))
}

/// Keeps the URL of a link that is a page's key or a URL of the product as it is.
fn keep_link(kind: &ModuleKind, fields: &Map<String, Value>, normalized: &mut Value) {
    let context = fields.get("context").and_then(Value::as_str);
    let own = matches!(
        LinkContext::of(kind, context),
        None | Some(LinkContext::Addon)
    );
    if let (false, Some(url)) = (own, fields.get("url")) {
        normalized["url"] = url.clone();
    }
}

/// The key of a webhook for the comparison: its event and its URL.
pub(crate) fn webhook_key(module: &Value) -> String {
    let text = |name: &str| module.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{} {}", text("event"), text("url"))
}

fn object(properties: &'static [Property], fields: &Map<String, Value>, base: &BaseUrl) -> Value {
    let mut normalized = Map::new();
    for (name, json) in fields {
        let property = properties.iter().find(|it| it.name == name);
        let value = match property {
            Some(property) => typed(&property.ty, json, base),
            None if name.starts_with("//") => None,
            None => plain(json),
        };
        normalized.extend(value.map(|value| (name.clone(), value)));
    }
    for property in properties.iter().filter(|property| property.required) {
        if let Type::Enum([only]) = property.ty {
            normalized
                .entry(property.name)
                .or_insert_with(|| json!(only));
        }
    }
    Value::Object(normalized)
}

fn typed(ty: &'static Type, json: &Value, base: &BaseUrl) -> Option<Value> {
    let value = match (ty, json) {
        (Type::Url, Value::String(url)) => json!(base.path_of(url).unwrap_or_else(|| url.clone())),
        (Type::I18n, Value::String(text)) => json!({ "value": text }),
        (Type::Integer, json) => whole(json)?,
        (Type::HalfHours, json) => hours(json)?,
        (Type::Boolean, json) => flag(&plain(json)?),
        (Type::String, Value::Number(number)) => json!(number.to_string()),
        (Type::Enum(words), Value::String(word)) => {
            let known = words.iter().find(|known| known.eq_ignore_ascii_case(word));
            json!(known.copied().unwrap_or(word))
        }
        (Type::Location, Value::Array(names)) if names.len() == 1 => names.first()?.clone(),
        (Type::Conditions, json) => return conditions(json, base),
        (Type::Object(members), Value::Object(fields)) => object(members, fields, base),
        (Type::Object(members), Value::String(text)) => {
            let only_word = |member: &Property| matches!(member.ty, Type::Enum([_]));
            let mut required = members
                .iter()
                .filter(|member| member.required && !only_word(member));
            match (required.next(), required.next()) {
                (Some(only), None) if !matches!(only.ty, Type::Enum(_)) => {
                    let fields = Map::from_iter([(only.name.to_owned(), json.clone())]);
                    object(members, &fields, base)
                }
                _ => json!({ "type": text.to_ascii_lowercase() }),
            }
        }
        (Type::Array(of), Value::Array(items)) => {
            let items: Vec<Value> = items
                .iter()
                .filter_map(|item| typed(of, item, base))
                .collect();
            if items.is_empty() {
                return None;
            }
            items.into()
        }
        (Type::Array(of), json) => json!([typed(of, json, base)?]),
        _ => return plain(json),
    };
    match &value {
        Value::Object(members) if members.is_empty() => None,
        Value::Null => None,
        _ => Some(value),
    }
}

fn conditions(json: &Value, base: &BaseUrl) -> Option<Value> {
    let mut list: Vec<Value> = match json {
        Value::Array(items) => items.iter().filter_map(|it| condition(it, base)).collect(),
        one => condition(one, base).into_iter().collect(),
    };
    if let [only] = list.as_slice()
        && let Some(Value::Array(items)) = only.get("and")
    {
        list = items.clone();
    }
    (!list.is_empty()).then(|| list.into())
}

fn condition(json: &Value, base: &BaseUrl) -> Option<Value> {
    let mut object = match json {
        Value::String(name) => Map::from_iter([("condition".to_owned(), json!(name))]),
        json => plain(json)?.as_object()?.clone(),
    };
    for group in ["or", "and"] {
        if let Some(json) = object.get(group) {
            let alone = std::slice::from_ref(json);
            let items = json.as_array().map_or(alone, Vec::as_slice);
            let mut items: Vec<Value> = items.iter().filter_map(|it| condition(it, base)).collect();
            return match items.len() {
                0 => None,
                1 => items.pop(),
                _ => Some(json!({ group: items })),
            };
        }
    }
    if let Some(name) = object.get("condition").and_then(Value::as_str) {
        let is_url = name.starts_with('/') || name.contains("://") || name.starts_with("{{");
        if let Some(own) = base.path_of(name).filter(|_| is_url) {
            object.insert("condition".to_owned(), json!(own));
        }
    }
    match object.remove("invert").map(|json| flag(&json)) {
        Some(Value::Bool(false)) | None => {}
        Some(other) => {
            object.insert("invert".to_owned(), other);
        }
    }
    if let Some(Value::Object(params)) = object.get_mut("params") {
        for json in params.values_mut() {
            if matches!(json, Value::Bool(_) | Value::Number(_)) {
                *json = json.to_string().into();
            }
        }
    }
    Some(Value::Object(object))
}

fn scopes(json: &Value) -> Option<Value> {
    let alone = std::slice::from_ref(json);
    let names = json.as_array().map_or(alone, Vec::as_slice);
    let mut known = Vec::new();
    let mut normalized = BTreeSet::new();
    for json in names.iter().filter(|json| !json.is_null()) {
        match json.as_str().map(Scope::named) {
            Some(Ok(scope)) => known.extend(scope),
            _ => {
                normalized.insert(json.to_string());
            }
        }
    }
    normalized.extend(ScopeSet::least(known).iter().map(|it| it.name().to_owned()));
    (!normalized.is_empty()).then(|| normalized.into_iter().collect())
}

fn whole(json: &Value) -> Option<Value> {
    Some(match json.as_str().map(|text| text.trim().parse::<i64>()) {
        Some(Ok(number)) => json!(number),
        _ => plain(json)?,
    })
}

/// `2.0` and `"2"` are 2 hours.
fn hours(json: &Value) -> Option<Value> {
    let number = match json {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    };
    match number.map(half_hours) {
        Some(Ok(hours)) => Some(Value::Number(hours)),
        _ => plain(json),
    }
}

fn flag(json: &Value) -> Value {
    match json.as_str() {
        Some(word) if word.eq_ignore_ascii_case("true") => json!(true),
        Some(word) if word.eq_ignore_ascii_case("false") => json!(false),
        _ => json.clone(),
    }
}

fn without(json: &Value, ours: impl Fn(&str, &Value) -> bool) -> Option<Value> {
    match json {
        Value::Object(members) => {
            let mut members = members.clone();
            members.retain(|name, json| !ours(name, json));
            plain(&Value::Object(members))
        }
        other => plain(other),
    }
}

/// JSON without comments, `null`, and empty lists and objects.
fn plain(json: &Value) -> Option<Value> {
    match json {
        Value::Null => None,
        Value::Array(items) => {
            let items: Vec<Value> = items.iter().filter_map(plain).collect();
            (!items.is_empty()).then(|| items.into())
        }
        Value::Object(members) => {
            let members: Map<String, Value> = members
                .iter()
                .filter(|(name, _)| !name.starts_with("//"))
                .filter_map(|(name, json)| Some((name.clone(), plain(json)?)))
                .collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
        other => Some(other.clone()),
    }
}

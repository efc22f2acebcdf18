//! Properties of Confluence's pages, spaces and so on: they have ids of their own, and versions.

use connect_model::Method;
use connect_model::operation::Operation;
use http::StatusCode;
use serde_json::{Value, json};

use super::answer::RestAnswer;
use super::call::RestCall;
use super::memory::{Memory, Property, entity};
use super::refusal::failure;
use crate::host::Site;

const BEFORE: &str = "/wiki/api/v2/";
const LIST: &str = "/properties";
const ONE: &str = "/properties/{property-id}";
/// How many are on a page of the list when nobody says ("Get content properties for page").
const PAGE: usize = 25;

/// Answers if the operation is one of a piece of content's properties.
pub(super) fn answer(
    memory: &mut Memory,
    site: &Site,
    operation: &Operation,
    call: &RestCall,
) -> Option<RestAnswer> {
    let path = operation.path();
    if !path.starts_with(BEFORE) {
        return None;
    }
    let refuse = |status, message: &str| failure(site.product, path, status, message);
    if let Some(owner) = path.strip_suffix(ONE) {
        let name = name(owner, call);
        let id = call.value("property-id")?;
        return one(memory, operation.method(), &name, id, call, &refuse);
    }
    let owner = path.strip_suffix(LIST)?;
    let name = name(owner, call);
    match operation.method() {
        Method::Get => Some(list(memory.of(&name), call)),
        Method::Post => Some(create(memory, &name, call, &refuse)),
        _ => None,
    }
}

fn one(
    memory: &mut Memory,
    method: Method,
    name: &str,
    id: &str,
    call: &RestCall,
    refuse: &dyn Fn(StatusCode, &str) -> RestAnswer,
) -> Option<RestAnswer> {
    let properties = memory.of_mut(name);
    let Some(index) = properties.iter().position(|it| it.id == id) else {
        return Some(refuse(StatusCode::NOT_FOUND, "Not Found"));
    };
    let property = properties.get_mut(index)?;
    match method {
        Method::Get => Some(RestAnswer::json(shown(property))),
        Method::Put => {
            let body = call.json.as_ref()?;
            let number = body["version"]["number"].as_u64();
            Some(if number != Some(property.version + 1) {
                let message = "The version must be the current one and one more.";
                refuse(StatusCode::CONFLICT, message)
            } else if body["key"].as_str() != Some(property.key.as_str()) {
                refuse(StatusCode::BAD_REQUEST, "The key can't be changed.")
            } else {
                property.value = body["value"].clone();
                property.version += 1;
                RestAnswer::json(shown(property))
            })
        }
        Method::Delete => {
            properties.remove(index);
            Some(RestAnswer::empty(StatusCode::NO_CONTENT))
        }
        _ => None,
    }
}

fn create(
    memory: &mut Memory,
    name: &str,
    call: &RestCall,
    refuse: &dyn Fn(StatusCode, &str) -> RestAnswer,
) -> RestAnswer {
    let body = call.json.as_ref().unwrap_or(&Value::Null);
    let Some(key) = body["key"].as_str() else {
        return refuse(StatusCode::BAD_REQUEST, "The key is missing.");
    };
    if memory.of(name).iter().any(|it| it.key == key) {
        let message = "A property with this key exists already.";
        return refuse(StatusCode::CONFLICT, message);
    }
    memory.set(name, key, body["value"].clone());
    match memory.of(name).last() {
        Some(property) => RestAnswer::json(shown(property)),
        None => refuse(StatusCode::INTERNAL_SERVER_ERROR, "The property is gone."),
    }
}

/// A page of the list: `cursor` is where it begins, which a caller takes as it is.
fn list(properties: &[Property], call: &RestCall) -> RestAnswer {
    let number = |name| call.parameter(name).and_then(|text| text.parse().ok());
    let limit = number("limit").unwrap_or(PAGE).clamp(1, 250);
    let start: usize = number("cursor").unwrap_or_default();
    let key = call.parameter("key");
    let asked = || {
        properties
            .iter()
            .filter(|it| key.is_none_or(|key| it.key == key))
    };
    let results: Vec<Value> = asked().skip(start).take(limit).map(shown).collect();
    let mut links = json!({});
    if asked().count() > start + limit {
        let path = call.target.split('?').next().unwrap_or_default();
        let next = start + limit;
        links["next"] = format!("{path}?limit={limit}&cursor={next}").into();
    }
    RestAnswer::json(json!({"results": results, "_links": links}))
}

fn shown(property: &Property) -> Value {
    json!({
        "id": property.id,
        "key": property.key,
        "value": property.value,
        "version": {"number": property.version, "message": "", "minorEdit": false},
    })
}

fn name(owner: &str, call: &RestCall) -> String {
    let segments = owner.split('/').map(|segment| {
        let parameter = segment
            .strip_prefix('{')
            .and_then(|it| it.strip_suffix('}'));
        parameter.map_or(segment, |name| call.value(name).unwrap_or_default())
    });
    entity(&segments.collect::<Vec<_>>().join("/"))
}

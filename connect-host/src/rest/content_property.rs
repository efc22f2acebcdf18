//! Properties of Confluence's pages, spaces and so on, which have ids and versions.

use connect_model::Method;
use connect_model::operation::Operation;
use http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;
use super::call::RestCall;
use super::refusal::failure;
use crate::site::properties::{Property, PropertyStore, entity_name};
use connect_model::HostProduct;

const BEFORE: &str = "/wiki/api/v2/";
const LIST: &str = "/properties";
const ONE: &str = "/properties/{property-id}";
/// How many are on a page of the list by default ("Get content properties for page").
const PAGE_SIZE: usize = 25;

/// The answer, if the operation is about the properties of content.
pub(super) fn answer(
    properties: &mut PropertyStore,
    product: HostProduct,
    operation: &Operation,
    call: &RestCall,
) -> Option<Answer> {
    let path = operation.path();
    if !path.starts_with(BEFORE) {
        return None;
    }
    let refuse = |status, message: &str| failure(product, path, status, message);
    if let Some(owner) = path.strip_suffix(ONE) {
        let name = name(owner, call);
        let id = call.value("property-id")?;
        return one(properties, operation.method(), &name, id, call, &refuse);
    }
    let owner = path.strip_suffix(LIST)?;
    let name = name(owner, call);
    match operation.method() {
        Method::Get => Some(list(properties.of(&name), call)),
        Method::Post => Some(create(properties, &name, call, &refuse)),
        _ => None,
    }
}

fn one(
    properties: &mut PropertyStore,
    method: Method,
    name: &str,
    id: &str,
    call: &RestCall,
    refuse: &dyn Fn(StatusCode, &str) -> Answer,
) -> Option<Answer> {
    let properties = properties.of_mut(name);
    let Some(index) = properties.iter().position(|it| it.id == id) else {
        return Some(refuse(StatusCode::NOT_FOUND, "Not Found"));
    };
    let property = properties.get_mut(index)?;
    match method {
        Method::Get => Some(Answer::json(shown(property))),
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
                Answer::json(shown(property))
            })
        }
        Method::Delete => {
            properties.remove(index);
            Some(Answer::empty(StatusCode::NO_CONTENT))
        }
        _ => None,
    }
}

fn create(
    properties: &mut PropertyStore,
    name: &str,
    call: &RestCall,
    refuse: &dyn Fn(StatusCode, &str) -> Answer,
) -> Answer {
    let body = call.json.as_ref().unwrap_or(&Value::Null);
    let Some(key) = body["key"].as_str() else {
        return refuse(StatusCode::BAD_REQUEST, "The key is missing.");
    };
    if properties.of(name).iter().any(|it| it.key == key) {
        let message = "A property with this key exists already.";
        return refuse(StatusCode::CONFLICT, message);
    }
    properties.set(name, key, body["value"].clone());
    match properties.of(name).last() {
        Some(property) => Answer::json(shown(property)),
        None => refuse(StatusCode::INTERNAL_SERVER_ERROR, "The property is gone."),
    }
}

/// A page of the list: `cursor` is where it begins, which is opaque to callers.
fn list(properties: &[Property], call: &RestCall) -> Answer {
    let number = |name| call.parameter(name).and_then(|text| text.parse().ok());
    let limit = number("limit").unwrap_or(PAGE_SIZE).clamp(1, 250);
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
    Answer::json(json!({"results": results, "_links": links}))
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
    entity_name(&segments.collect::<Vec<_>>().join("/"))
}

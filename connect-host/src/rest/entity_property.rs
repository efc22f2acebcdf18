//! Properties of issues, projects, users and so on, and the app's own: a value under a key.

use connect_model::Method;
use connect_model::operation::{Operation, Response, operations_at};
use http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;
use super::call::RestCall;
use super::refusal::failure;
use crate::site::properties::{Property, PropertyStore, entity_name};
use connect_model::HostProduct;

/// In characters ("Entity properties", "App properties").
const MAX_KEY: usize = 255;
/// In characters, as JSON.
const MAX_VALUE: usize = 32_768;

const LIST: &str = "/properties";
const ONE: &str = "/properties/{propertyKey}";

/// The answer, if the operation is about an entity's properties: their paths all end alike.
pub(super) fn answer(
    properties: &mut PropertyStore,
    product: HostProduct,
    operation: &Operation,
    call: &RestCall,
) -> Option<Answer> {
    let path = operation.path();
    if operation.response() == Response::Redirect {
        // Operations that change many entities at once run in the background.
        return None;
    }
    if let Some(owner) = path.strip_suffix(ONE) {
        let name = name(owner, call);
        let key = call.value("propertyKey")?;
        return one(properties, product, operation, &name, key, call);
    }
    let owner = path.strip_suffix(LIST)?;
    let is_list =
        operation.method() == Method::Get && !operations_at(&format!("{owner}{ONE}")).is_empty();
    is_list.then(|| {
        let keys: Vec<Value> = properties
            .of(&name(owner, call))
            .iter()
            .map(|property| json!({"key": property.key}))
            .collect();
        Answer::json(json!({"keys": keys}))
    })
}

fn one(
    properties: &mut PropertyStore,
    product: HostProduct,
    operation: &Operation,
    name: &str,
    key: &str,
    call: &RestCall,
) -> Option<Answer> {
    let path = operation.path();
    let refuse = |status, message: &str| failure(product, path, status, message);
    if key.chars().count() > MAX_KEY {
        let message = "The property key can't be longer than 255 characters.";
        return Some(refuse(StatusCode::BAD_REQUEST, message));
    }
    let absent = || {
        let message = format!("The property with key '{key}' does not exist.");
        refuse(StatusCode::NOT_FOUND, &message)
    };
    match operation.method() {
        Method::Get => Some(match properties.get(name, key) {
            Some(Property { key, value, .. }) => Answer::json(json!({"key": key, "value": value})),
            None => absent(),
        }),
        Method::Put => Some(match &call.json {
            None => refuse(StatusCode::BAD_REQUEST, "The property value must be JSON."),
            Some(value) if value.to_string().chars().count() > MAX_VALUE => {
                let message = "The property value can't be longer than 32768 characters.";
                refuse(StatusCode::BAD_REQUEST, message)
            }
            Some(value) => {
                let created = properties.set(name, key, value.clone());
                written(path, created)
            }
        }),
        Method::Delete => {
            let properties = properties.of_mut(name);
            let before = properties.len();
            properties.retain(|it| it.key != key);
            Some(if properties.len() < before {
                Answer::empty(StatusCode::NO_CONTENT)
            } else {
                absent()
            })
        }
        Method::Patch | Method::Post => None,
    }
}

/// 201 for a new property, 200 for a changed one.
fn written(path: &str, created: bool) -> Answer {
    let (status, message) = if created {
        (StatusCode::CREATED, "Property created.")
    } else {
        (StatusCode::OK, "Property updated.")
    };
    let body = if path.contains("/rest/atlassian-connect/") {
        json!({"message": message, "status-code": status.as_u16()})
    } else {
        json!({})
    };
    Answer::empty(status).with_json(body)
}

/// The entity's name: its documented path with the call's values, and a user from the query.
fn name(owner: &str, call: &RestCall) -> String {
    let mut path = String::new();
    for segment in owner.split('/').skip(1) {
        path.push('/');
        let parameter = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        path.push_str(match parameter {
            Some(parameter) => call.value(parameter).unwrap_or_default(),
            None => segment,
        });
    }
    if let Some(account_id) = call.parameter("accountId") {
        path.push_str("?accountId=");
        path.push_str(account_id);
    }
    entity_name(&path)
}

//! Properties of Confluence's pages, spaces and so on, which have ids and versions.

use connect_model::Method;
use connect_model::operation::Operation;
use http::StatusCode;
use serde_json::{Value, json};

use super::{LIST, Property, named, of, set};
use crate::failure::Failure;
use crate::operations::Function;
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

const BEFORE: &str = "/wiki/api/v2/";
const ONE: &str = "/properties/{property-id}";
/// How many properties are on a page of the list by default ("Get content properties for page").
const PAGE_SIZE: usize = 25;

pub(super) fn function(operation: &Operation) -> Option<Function> {
    let path = operation.path();
    if !path.starts_with(BEFORE) {
        return None;
    }
    if path.ends_with(ONE) {
        return match operation.method() {
            Method::Get => Some(|turn| Box::pin(read(turn))),
            Method::Put => Some(|turn| Box::pin(write(turn))),
            Method::Delete => Some(|turn| Box::pin(delete(turn))),
            _ => None,
        };
    }
    if !path.ends_with(LIST) {
        return None;
    }
    match operation.method() {
        Method::Get => Some(|turn| Box::pin(list(turn))),
        Method::Post => Some(|turn| Box::pin(create(turn))),
        _ => None,
    }
}

async fn found(turn: &mut Turn<'_>) -> Result<Property, Failure> {
    let entity = named(turn, ONE).await?;
    let id = turn.value("property-id");
    let properties = of(&mut turn.database, &entity).await?;
    let found = properties.into_iter().find(|it| it.id.to_string() == id);
    found.ok_or_else(|| Failure::not_found("Not Found"))
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let property = found(turn).await?;
    Ok(Reply::ok(&shown(&property)))
}

async fn write(turn: &mut Turn<'_>) -> Outcome {
    let mut property = found(turn).await?;
    let body = turn.json();
    if body["version"]["number"].as_i64() != Some(property.version + 1) {
        let message = "The version must be the current one and one more.";
        return Err(Failure::new(StatusCode::CONFLICT, message));
    }
    if body["key"].as_str() != Some(property.key.as_str()) {
        return Err(Failure::bad_request("The key can't be changed."));
    }
    let entity = named(turn, ONE).await?;
    set(&mut turn.database, &entity, &property.key, &body["value"]).await?;
    property.value = body["value"].clone();
    property.version += 1;
    Ok(Reply::ok(&shown(&property)))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let property = found(turn).await?;
    let sql = "DELETE FROM property WHERE id = ?";
    turn.database.run(sql, cells![property.id]).await?;
    Ok(Reply::nothing())
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let entity = named(turn, LIST).await?;
    let body = turn.json();
    let Some(key) = body["key"].as_str() else {
        return Err(Failure::bad_request("The key is missing."));
    };
    if super::get(&mut turn.database, &entity, key)
        .await?
        .is_some()
    {
        let message = "A property with this key exists already.";
        return Err(Failure::new(StatusCode::CONFLICT, message));
    }
    set(&mut turn.database, &entity, key, &body["value"]).await?;
    match super::get(&mut turn.database, &entity, key).await? {
        Some(property) => Ok(Reply::ok(&shown(&property))),
        None => Err(Failure::not_found("Not Found")),
    }
}

/// A page of the list: `cursor` is where it starts, and opaque to callers.
async fn list(turn: &mut Turn<'_>) -> Outcome {
    let entity = named(turn, LIST).await?;
    let number = |name| turn.request.parameter(name)?.parse().ok();
    let limit = number("limit").unwrap_or(PAGE_SIZE).clamp(1, 250);
    let start: usize = number("cursor").unwrap_or_default();
    let key = turn.parameter("key");
    let mut asked = of(&mut turn.database, &entity).await?;
    asked.retain(|it| key.as_ref().is_none_or(|key| *key == it.key));
    let results: Vec<Value> = asked.iter().skip(start).take(limit).map(shown).collect();
    let mut links = json!({});
    if asked.len() > start + limit {
        let next = start + limit;
        links["next"] = format!("/wiki{entity}{LIST}?limit={limit}&cursor={next}").into();
    }
    Ok(Reply::ok(&json!({"results": results, "_links": links})))
}

pub(crate) fn shown(property: &Property) -> Value {
    json!({
        "id": property.id.to_string(),
        "key": property.key,
        "value": property.value,
        "version": {"number": property.version, "message": "", "minorEdit": false},
    })
}

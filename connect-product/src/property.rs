//! Properties of issues, projects, pages, users and so on, and those of apps: a value with a key.

mod content;

pub(crate) use content::shown as content_shown;

use connect_model::Method;
use connect_model::operation::{Operation, Response, operations_at};
use http::StatusCode;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::operations::Function;
use crate::request::Reply;
use crate::turn::{Database, Outcome, Row, Turn, cells};

pub(crate) const SCHEMA: &str = include_str!("property/schema.sql");

/// In characters ("Entity properties", "App properties").
const MAX_KEY: usize = 255;
/// In characters, as JSON.
const MAX_VALUE: usize = 32_768;

const LIST: &str = "/properties";
const ONE: &str = "/properties/{propertyKey}";

/// One property.
pub(crate) struct Property {
    pub(crate) id: i64,
    pub(crate) key: String,
    pub(crate) value: Value,
    pub(crate) version: i64,
}

/// The function for operations about an entity's properties, whose paths all end in the same way.
pub(crate) fn function(operation: &Operation) -> Option<Function> {
    let path = operation.path();
    if operation.response() == Response::Redirect {
        // Operations that change many entities at once run in the background.
        return None;
    }
    if let Some(content) = content::function(operation) {
        return Some(content);
    }
    if path.ends_with(ONE) {
        return match operation.method() {
            Method::Get => Some(|turn| Box::pin(read(turn))),
            Method::Put => Some(|turn| Box::pin(write(turn))),
            Method::Delete => Some(|turn| Box::pin(remove(turn))),
            Method::Patch | Method::Post => None,
        };
    }
    let owner = path.strip_suffix(LIST)?;
    let is_list =
        operation.method() == Method::Get && !operations_at(&format!("{owner}{ONE}")).is_empty();
    is_list.then_some(|turn| Box::pin(list(turn)))
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let entity = named(turn, LIST).await?;
    keys(turn, &entity).await
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let entity = named(turn, ONE).await?;
    shown(turn, &entity).await
}

async fn write(turn: &mut Turn<'_>) -> Outcome {
    let entity = named(turn, ONE).await?;
    put(turn, &entity).await
}

async fn remove(turn: &mut Turn<'_>) -> Outcome {
    let entity = named(turn, ONE).await?;
    delete(turn, &entity).await
}

/// The keys of an entity's properties, as a response.
pub(crate) async fn keys(turn: &mut Turn<'_>, entity: &str) -> Outcome {
    let keys: Vec<Value> = of(&mut turn.database, entity)
        .await?
        .iter()
        .map(|property| json!({"key": property.key}))
        .collect();
    Ok(Reply::ok(&json!({"keys": keys})))
}

/// The property in a request's path, as a response.
pub(crate) async fn shown(turn: &mut Turn<'_>, entity: &str) -> Outcome {
    let key = key(turn)?;
    match get(&mut turn.database, entity, &key).await? {
        Some(it) => Ok(Reply::ok(&json!({"key": it.key, "value": it.value}))),
        None => Err(absent(&key)),
    }
}

/// Stores the property in a request: 201 for a new one, 200 for a changed one.
pub(crate) async fn put(turn: &mut Turn<'_>, entity: &str) -> Outcome {
    let key = key(turn)?;
    let Some(value) = turn.request.body.json.clone() else {
        return Err(Failure::bad_request("The property value must be JSON."));
    };
    if value.to_string().chars().count() > MAX_VALUE {
        let message = "The property value can't be longer than 32768 characters.";
        return Err(Failure::bad_request(message));
    }
    let created = set(&mut turn.database, entity, &key, &value).await?;
    let (status, message) = if created {
        (StatusCode::CREATED, "Property created.")
    } else {
        (StatusCode::OK, "Property updated.")
    };
    let of_app = turn
        .request
        .operation
        .path()
        .contains("/rest/atlassian-connect/");
    let body = if of_app {
        json!({"message": message, "status-code": status.as_u16()})
    } else {
        json!({})
    };
    Ok(Reply::json(status, &body))
}

/// Deletes the property in a request's path.
pub(crate) async fn delete(turn: &mut Turn<'_>, entity: &str) -> Outcome {
    let key = key(turn)?;
    let sql = "DELETE FROM property WHERE entity = ? AND key = ?";
    match turn.database.run(sql, cells![entity, &key]).await? {
        0 => Err(absent(&key)),
        _ => Ok(Reply::nothing()),
    }
}

fn key(turn: &Turn<'_>) -> Result<String, Failure> {
    let key = turn.value("propertyKey");
    if key.chars().count() > MAX_KEY {
        let message = "The property key can't be longer than 255 characters.";
        return Err(Failure::bad_request(message));
    }
    Ok(key)
}

fn absent(key: &str) -> Failure {
    Failure::not_found(format!("The property with key '{key}' does not exist."))
}

/// The properties of an entity, oldest first.
pub(crate) async fn of(
    database: &mut Database<'_>,
    entity: &str,
) -> Result<Vec<Property>, Failure> {
    let sql = "SELECT * FROM property WHERE entity = ? ORDER BY id";
    let rows = database.rows(sql, cells![entity]).await?;
    Ok(rows.iter().map(Property::read).collect())
}

pub(crate) async fn get(
    database: &mut Database<'_>,
    entity: &str,
    key: &str,
) -> Result<Option<Property>, Failure> {
    let sql = "SELECT * FROM property WHERE entity = ? AND key = ?";
    let row = database.row(sql, cells![entity, key]).await?;
    Ok(row.as_ref().map(Property::read))
}

/// Creates or replaces a property; returns whether it was created.
pub(crate) async fn set(
    database: &mut Database<'_>,
    entity: &str,
    key: &str,
    value: &Value,
) -> Result<bool, Failure> {
    let text = value.to_string();
    let sql = "UPDATE property SET value = ?, version = version + 1 WHERE entity = ? AND key = ?";
    if database.run(sql, cells![&text, entity, key]).await? > 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO property (entity, key, value, version) VALUES (?, ?, ?, 1)";
    database.run(sql, cells![entity, key, text]).await?;
    Ok(true)
}

pub(crate) async fn clear(database: &mut Database<'_>) -> Result<(), Failure> {
    database.run("DELETE FROM property", cells![]).await?;
    Ok(())
}

impl Property {
    fn read(row: &Row) -> Property {
        Property {
            id: row.number("id"),
            key: row.text("key"),
            value: row.json("value"),
            version: row.number("version"),
        }
    }
}

/// The name of the entity that a request is about: its documented path without this end, with the
/// request's values, and a user from the query.
async fn named(turn: &mut Turn<'_>, end: &str) -> Result<String, Failure> {
    let path = turn.request.operation.path();
    let owner = path.strip_suffix(end).unwrap_or(path);
    let segments = owner.split('/').map(|segment| {
        let parameter = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        parameter.map_or(segment, |name| turn.request.value(name).unwrap_or_default())
    });
    let mut path = segments.collect::<Vec<_>>().join("/");
    if let Some(account_id) = turn.request.parameter("accountId") {
        path.push_str("?accountId=");
        path.push_str(account_id);
    }
    entity(&mut turn.database, &path).await
}

/// The name under which an entity's properties are stored: its path, without what differs between
/// the paths of the same entity.
///
/// Both versions of Jira's API address the same entities, and issues and projects by id and by
/// key; Confluence's paths are the same with and without the `/wiki` at the end of the base URL.
pub(crate) async fn entity(database: &mut Database<'_>, path: &str) -> Result<String, Failure> {
    let path = path.trim_end_matches('/');
    let path = path.strip_prefix("/wiki").unwrap_or(path);
    let path = match path.strip_prefix("/rest/api/2/") {
        Some(rest) => format!("/rest/api/3/{rest}"),
        None => path.to_owned(),
    };
    for (before, sql) in [
        ("/rest/api/3/issue/", "SELECT id FROM issue WHERE key = ?"),
        (
            "/rest/api/3/project/",
            "SELECT id FROM project WHERE key = ?",
        ),
    ] {
        let Some(key) = path.strip_prefix(before) else {
            continue;
        };
        if key.contains('-') || before.ends_with("project/") {
            let row = database.row(sql, cells![key.to_uppercase()]).await?;
            if let Some(row) = row {
                return Ok(format!("{before}{}", row.number("id")));
            }
        }
    }
    Ok(path)
}

//! Properties of content, spaces and users, provided that the caller can see their owner.

use connect_model::operation::Operation;
use http::StatusCode;
use serde_json::{Value, json};

use super::content::find;
use super::list::Part;
use super::moment::moment;
use super::{rights, space};
use crate::failure::Failure;
use crate::operations::{Answered, Function, operations};
use crate::property;
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/rest/api/user/{userId}/property" => list;
    Get "/wiki/rest/api/user/{userId}/property/{key}" => read;
    Post "/wiki/rest/api/user/{userId}/property/{key}" => create;
    Put "/wiki/rest/api/user/{userId}/property/{key}" => update;
    Delete "/wiki/rest/api/user/{userId}/property/{key}" => delete;
};

/// The function for lists of properties, or single ones, in the second version of the API.
pub(crate) fn function(operation: &Operation) -> Option<Function> {
    let path = operation.path();
    let owned = path.starts_with("/wiki/api/v2/") && !path.starts_with("/wiki/api/v2/app/");
    let of_content = owned && property::function(operation).is_some();
    of_content.then_some(|turn| Box::pin(guarded(turn)))
}

/// The caller must be able to see the owner, and to change a property also to change the owner.
async fn guarded(turn: &mut Turn<'_>) -> Outcome {
    let operation = turn.request.operation;
    let owner = turn.request.values.first().map(|(_, id)| id.clone());
    let owner = owner.unwrap_or_default();
    let writes = operation.method() != connect_model::Method::Get;
    if operation.path().starts_with("/wiki/api/v2/spaces/") {
        let space = space::find(turn, &owner).await?;
        if writes {
            rights::must(turn, space.id, "administer", "space").await?;
        }
    } else {
        let content = find(turn, &owner, &[]).await?;
        if writes {
            rights::must_update(turn, &content, "update").await?;
        }
    }
    match property::function(operation) {
        Some(function) => function(turn).await,
        None => Err(Failure::not_found("Not Found")),
    }
}

/// The entity name under which a user's properties are stored. Others' are for administrators and apps.
async fn entity(turn: &mut Turn<'_>) -> Result<String, Failure> {
    let id = turn.value("userId");
    if turn.user() != Some(&id) {
        rights::administrators_only(turn).await?;
    }
    Ok(format!("/rest/api/user/{id}"))
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let entity = entity(turn).await?;
    let all = property::of(&mut turn.database, &entity).await?;
    let part = Part::by_start(turn);
    let (all, more) = part.of(all);
    let keys = all.iter().map(|it| json!({ "key": it.key })).collect();
    Ok(Reply::ok(&part.start_body(turn, keys, more)))
}

fn absent(key: &str) -> Failure {
    Failure::not_found(format!("The user has no property with the key {key}."))
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let entity = entity(turn).await?;
    let key = turn.value("key");
    let found = property::get(&mut turn.database, &entity, &key).await?;
    let found = found.ok_or_else(|| absent(&key))?;
    Ok(Reply::ok(&json!({
        "id": found.id.to_string(),
        "key": found.key,
        "value": found.value,
        "createdDate": moment(turn.now()),
        "lastModifiedDate": moment(turn.now()),
        "_links": {},
    })))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let entity = entity(turn).await?;
    let key = turn.value("key");
    if property::get(&mut turn.database, &entity, &key)
        .await?
        .is_some()
    {
        let message = format!("The user has a property with the key {key}.");
        return Err(Failure::new(StatusCode::CONFLICT, message));
    }
    store(turn, &entity, &key).await?;
    Ok(Reply::empty(StatusCode::CREATED))
}

async fn update(turn: &mut Turn<'_>) -> Outcome {
    let entity = entity(turn).await?;
    let key = turn.value("key");
    if property::get(&mut turn.database, &entity, &key)
        .await?
        .is_none()
    {
        return Err(absent(&key));
    }
    store(turn, &entity, &key).await?;
    Ok(Reply::nothing())
}

async fn store(turn: &mut Turn<'_>, entity: &str, key: &str) -> Result<(), Failure> {
    let sent = turn.json();
    let Some(value @ (Value::Object(_) | Value::Array(_) | Value::String(_))) = sent.get("value")
    else {
        return Err(Failure::bad_request("The value must be given."));
    };
    property::set(&mut turn.database, entity, key, value).await?;
    Ok(())
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let entity = entity(turn).await?;
    let key = turn.value("key");
    let sql = "DELETE FROM property WHERE entity = ? AND key = ?";
    if turn.database.run(sql, cells![entity, &key]).await? == 0 {
        return Err(absent(&key));
    }
    Ok(Reply::nothing())
}

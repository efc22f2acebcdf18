//! Restrictions: who may exclusively read or change a piece of content.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::content::{Content, find, person};
use super::event;
use super::list::Part;
use super::rights;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Database, Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/rest/api/content/{id}/restriction" => list;
    Post "/wiki/rest/api/content/{id}/restriction" => extend;
    Put "/wiki/rest/api/content/{id}/restriction" => replace;
    Delete "/wiki/rest/api/content/{id}/restriction" => clear;
    Get "/wiki/rest/api/content/{id}/restriction/byOperation" => by_operation;
    Get "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}" => of_operation;
    Get "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}/byGroupId/{groupId}" => has;
    Put "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}/byGroupId/{groupId}" => put;
    Delete "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}/byGroupId/{groupId}" => remove;
    Get "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}/user" => has;
    Put "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}/user" => put;
    Delete "/wiki/rest/api/content/{id}/restriction/byOperation/{operationKey}/user" => remove;
};

const BOTH: [&str; 2] = ["read", "update"];

pub(super) async fn add(
    database: &mut Database<'_>,
    content: i64,
    operation: &str,
    kind: &str,
    subject: &str,
) -> Result<(), Failure> {
    let sql = "INSERT OR IGNORE INTO restriction (content, operation, kind, subject)
        VALUES (?, ?, ?, ?)";
    let cells = cells![content, operation, kind, subject];
    database.run(sql, cells).await?;
    Ok(())
}

/// The content, if the caller may change it.
async fn changeable(turn: &mut Turn<'_>) -> Result<Content, Failure> {
    let content = find(turn, &turn.value("id"), &[]).await?;
    rights::must_update(turn, &content, "update").await?;
    Ok(content)
}

async fn shown(turn: &mut Turn<'_>, content: &Content, operation: &str) -> Result<Value, Failure> {
    let sql = "SELECT r.kind, r.subject, g.name FROM restriction AS r
        LEFT JOIN user_group AS g ON g.id = r.subject
        WHERE content = ? AND operation = ? ORDER BY kind, subject";
    let rows = turn
        .database
        .rows(sql, cells![content.id, operation])
        .await?;
    let (mut users, mut groups) = (Vec::new(), Vec::new());
    for row in rows {
        let subject = row.text("subject");
        if row.text("kind") == "user" {
            users.push(person(&mut turn.database, Some(&subject)).await?);
        } else {
            groups.push(json!({"type": "group", "name": row.text("name"), "id": subject}));
        }
    }
    let of = |results: Vec<Value>| json!({"start": 0, "limit": 200, "size": results.len(), "results": results});
    Ok(json!({
        "operation": operation,
        "restrictions": {"user": of(users), "group": of(groups)},
        "content": {"id": content.public_id(), "type": content.kind, "title": content.title},
        "_links": {"self": turn.link(&format!(
            "/rest/api/content/{}/restriction/byOperation/{operation}", content.public_id()
        ))},
        "_expandable": {},
    }))
}

async fn both(turn: &mut Turn<'_>, content: &Content) -> Outcome {
    let mut results = Vec::new();
    for operation in BOTH {
        results.push(shown(turn, content, operation).await?);
    }
    let part = Part::by_start(turn);
    let mut body = part.start_body(turn, results, false);
    body["restrictionsHash"] = format!("{:x}", content.id).into();
    Ok(Reply::ok(&body))
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    both(turn, &content).await
}

async fn by_operation(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let mut all = Map::new();
    for operation in BOTH {
        all.insert(
            operation.to_owned(),
            shown(turn, &content, operation).await?,
        );
    }
    Ok(Reply::ok(&Value::Object(all)))
}

fn operation(turn: &Turn<'_>) -> Result<&'static str, Failure> {
    let asked = turn.value("operationKey");
    let found = BOTH.into_iter().find(|known| *known == asked);
    found.ok_or_else(|| Failure::bad_request("The operation must be `read` or `update`."))
}

async fn of_operation(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let operation = operation(turn)?;
    Ok(Reply::ok(&shown(turn, &content, operation).await?))
}

/// The restrictions in a request: the operation, the kind of subject, the subject.
fn sent(turn: &Turn<'_>) -> Result<Vec<(&'static str, &'static str, String)>, Failure> {
    let sent = turn.json();
    let list = match &sent {
        Value::Array(list) => list.clone(),
        other => other["results"].as_array().cloned().unwrap_or_default(),
    };
    let mut all = Vec::new();
    for one in &list {
        let operation = BOTH.into_iter().find(|known| one["operation"] == **known);
        let Some(operation) = operation else {
            return Err(Failure::bad_request(
                "The operation must be `read` or `update`.",
            ));
        };
        let of = |kind: &str| match &one["restrictions"][kind] {
            Value::Array(list) => list.clone(),
            page => page["results"].as_array().cloned().unwrap_or_default(),
        };
        for user in of("user") {
            let id = user["accountId"].as_str().unwrap_or_default().to_owned();
            all.push((operation, "user", id));
        }
        for group in of("group") {
            let id = group["id"].as_str().or(group["name"].as_str());
            all.push((operation, "group", id.unwrap_or_default().to_owned()));
        }
    }
    Ok(all)
}

async fn store(turn: &mut Turn<'_>, content: &Content) -> Result<(), Failure> {
    for (operation, kind, mut subject) in sent(turn)? {
        let database = &mut turn.database;
        let sql = match kind {
            "user" => "SELECT id FROM account WHERE id = ?",
            _ => "SELECT id FROM user_group WHERE id = ?1 OR name = ?1",
        };
        let Some(row) = database.row(sql, cells![&subject]).await? else {
            return Err(Failure::bad_request(format!(
                "There is no {kind} `{subject}`."
            )));
        };
        subject = row.text("id");
        add(database, content.id, operation, kind, &subject).await?;
    }
    tell(turn, content);
    Ok(())
}

fn tell(turn: &mut Turn<'_>, content: &Content) {
    let body = json!({ "content": event::content(turn, content) });
    turn.changed("content_permissions_updated", None, body);
}

async fn extend(turn: &mut Turn<'_>) -> Outcome {
    let content = changeable(turn).await?;
    store(turn, &content).await?;
    both(turn, &content).await
}

async fn replace(turn: &mut Turn<'_>) -> Outcome {
    let content = changeable(turn).await?;
    let sql = "DELETE FROM restriction WHERE content = ?";
    turn.database.run(sql, cells![content.id]).await?;
    store(turn, &content).await?;
    both(turn, &content).await
}

async fn clear(turn: &mut Turn<'_>) -> Outcome {
    let content = changeable(turn).await?;
    let sql = "DELETE FROM restriction WHERE content = ?";
    turn.database.run(sql, cells![content.id]).await?;
    tell(turn, &content);
    both(turn, &content).await
}

/// The group or user that a request is about.
fn subject(turn: &Turn<'_>) -> Result<(&'static str, String), Failure> {
    if let Some(group) = turn.request.value("groupId") {
        return Ok(("group", group.to_owned()));
    }
    match turn.parameter("accountId") {
        Some(account) => Ok(("user", account)),
        None => Err(Failure::bad_request("The accountId must be given.")),
    }
}

async fn has(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let operation = operation(turn)?;
    let (kind, subject) = subject(turn)?;
    let sql = "SELECT count(*) FROM restriction
        WHERE content = ? AND operation = ? AND kind = ? AND subject = ?";
    let cells = cells![content.id, operation, kind, &subject];
    if turn.database.count(sql, cells).await? == 0 {
        return Err(Failure::not_found(format!(
            "The {kind} is not in the restriction."
        )));
    }
    Ok(Reply::empty(StatusCode::OK))
}

async fn put(turn: &mut Turn<'_>) -> Outcome {
    let content = changeable(turn).await?;
    let operation = operation(turn)?;
    let (kind, subject) = subject(turn)?;
    add(&mut turn.database, content.id, operation, kind, &subject).await?;
    tell(turn, &content);
    Ok(Reply::empty(StatusCode::OK))
}

async fn remove(turn: &mut Turn<'_>) -> Outcome {
    let content = changeable(turn).await?;
    let operation = operation(turn)?;
    let (kind, subject) = subject(turn)?;
    let sql = "DELETE FROM restriction
        WHERE content = ? AND operation = ? AND kind = ? AND subject = ?";
    let cells = cells![content.id, operation, kind, &subject];
    turn.database.run(sql, cells).await?;
    tell(turn, &content);
    Ok(Reply::empty(StatusCode::OK))
}

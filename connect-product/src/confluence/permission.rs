//! The permissions of spaces, and the operations that they allow.

use http::StatusCode;
use serde_json::{Value, json};

use super::content::{Content, find};
use super::event::tell_space;
use super::list::Part;
use super::rights;
use super::sight::{self, Sight};
use super::space;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::people;
use crate::request::Reply;
use crate::turn::{Database, Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/api/v2/spaces/{id}/permissions" => list;
    Get "/wiki/api/v2/spaces/{id}/operations" => on_space;
    Get "/wiki/api/v2/pages/{id}/operations" => on_content;
    Get "/wiki/api/v2/blogposts/{id}/operations" => on_content;
    Get "/wiki/api/v2/attachments/{id}/operations" => on_content;
    Get "/wiki/api/v2/custom-content/{id}/operations" => on_content;
    Get "/wiki/api/v2/footer-comments/{id}/operations" => on_content;
    Get "/wiki/api/v2/inline-comments/{id}/operations" => on_content;
    Get "/wiki/api/v2/whiteboards/{id}/operations" => on_content;
    Get "/wiki/api/v2/databases/{id}/operations" => on_content;
    Get "/wiki/api/v2/folders/{id}/operations" => on_content;
    Get "/wiki/api/v2/embeds/{id}/operations" => on_content;
    Post "/wiki/rest/api/space/{spaceKey}/permission" => add;
    Delete "/wiki/rest/api/space/{spaceKey}/permission/{id}" => remove;
    Post "/wiki/rest/api/content/{id}/permission/check" => check;
};

/// What members of a space may do.
pub(super) const MEMBERS: [(&str, &str); 13] = [
    ("read", "space"),
    ("create", "page"),
    ("delete", "page"),
    ("archive", "page"),
    ("create", "blogpost"),
    ("delete", "blogpost"),
    ("create", "comment"),
    ("delete", "comment"),
    ("create", "attachment"),
    ("delete", "attachment"),
    ("create", "whiteboard"),
    ("create", "database"),
    ("create", "folder"),
];

/// What administrators of a space may do in addition.
pub(super) const ADMINISTRATORS: [(&str, &str); 6] = [
    ("administer", "space"),
    ("export", "space"),
    ("delete", "space"),
    ("restrict_content", "space"),
    ("delete", "whiteboard"),
    ("delete", "database"),
];

/// Sets the permissions of a new space: its creator and the site's administrators administer it,
/// and if it is open, every licensed user works in it.
pub(super) async fn first(
    database: &mut Database<'_>,
    space: i64,
    creator: Option<&str>,
    open: bool,
) -> Result<(), Failure> {
    let mut principals = Vec::new();
    if let Some(creator) = creator {
        principals.push(("user", creator.to_owned(), true));
    }
    if open || creator.is_none() {
        let group = group_id(database, people::ADMINISTRATORS).await?;
        principals.push(("group", group, true));
    }
    if open {
        let group = group_id(database, people::CONFLUENCE_USERS).await?;
        principals.push(("group", group, false));
    }
    for (kind, principal, administers) in principals {
        grant_all(database, space, kind, &principal, administers).await?;
    }
    Ok(())
}

pub(super) async fn group_id(database: &mut Database<'_>, name: &str) -> Result<String, Failure> {
    let row = database.row("SELECT id FROM user_group WHERE name = ?", cells![name]);
    Ok(row.await?.map(|row| row.text("id")).unwrap_or_default())
}

/// Grants a principal the permissions of members, and optionally those of administrators.
pub(super) async fn grant_all(
    database: &mut Database<'_>,
    space: i64,
    kind: &str,
    principal: &str,
    administers: bool,
) -> Result<(), Failure> {
    let administrators = ADMINISTRATORS.iter().filter(|_| administers);
    for (operation, target) in MEMBERS.iter().chain(administrators) {
        grant(database, space, kind, principal, operation, target).await?;
    }
    Ok(())
}

pub(super) async fn grant(
    database: &mut Database<'_>,
    space: i64,
    kind: &str,
    principal: &str,
    operation: &str,
    target: &str,
) -> Result<u64, Failure> {
    let sql = "INSERT OR IGNORE INTO space_permission
        (space, principal_type, principal, operation, target) VALUES (?, ?, ?, ?, ?)";
    let cells = cells![space, kind, principal, operation, target];
    database.run(sql, cells).await
}

fn shown(row: &Row) -> Value {
    json!({
        "id": row.number("id").to_string(),
        "principal": {"type": row.text("principal_type"), "id": row.text("principal")},
        "operation": {"key": row.text("operation"), "targetType": row.text("target")},
    })
}

/// The permissions of a space.
pub(super) async fn of_space(turn: &mut Turn<'_>, space: i64) -> Result<Vec<Value>, Failure> {
    let sql = "SELECT * FROM space_permission WHERE space = ? ORDER BY id";
    let rows = turn.database.rows(sql, cells![space]).await?;
    Ok(rows.iter().map(shown).collect())
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let space = space::find(turn, &turn.value("id")).await?;
    let all = of_space(turn, space.id).await?;
    let part = Part::by_cursor(turn)?;
    let (results, more) = part.of(all);
    Ok(part.cursor_reply(turn, results, more))
}

fn operation(operation: &str, target: &str) -> Value {
    json!({ "operation": operation, "targetType": target })
}

/// What the caller may do in a space.
pub(super) async fn space_operations(
    turn: &mut Turn<'_>,
    space: i64,
) -> Result<Vec<Value>, Failure> {
    let mut all = Vec::new();
    let account = sight::account(turn);
    for (key, target) in MEMBERS.iter().chain(&ADMINISTRATORS) {
        let has =
            turn.is_app() || rights::has(&mut turn.database, &account, space, key, target).await?;
        if has {
            all.push(operation(key, target));
        }
    }
    Ok(all)
}

/// What the caller may do with content that they can see.
pub(super) async fn operations(
    turn: &mut Turn<'_>,
    content: &Content,
) -> Result<Vec<Value>, Failure> {
    let target = content.target();
    let mut all = vec![operation("read", target)];
    if rights::must_update(turn, content, "update").await.is_ok() {
        all.push(operation("update", target));
    }
    if rights::must_update(turn, content, "delete").await.is_ok() {
        all.push(operation("delete", target));
    }
    for what in ["comment", "attachment"] {
        if rights::must(turn, content.space, "create", what)
            .await
            .is_ok()
        {
            all.push(operation("create", what));
        }
    }
    Ok(all)
}

async fn on_space(turn: &mut Turn<'_>) -> Outcome {
    let space = space::find(turn, &turn.value("id")).await?;
    let all = space_operations(turn, space.id).await?;
    Ok(Reply::ok(&json!({ "operations": all })))
}

async fn on_content(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let all = operations(turn, &content).await?;
    Ok(Reply::ok(&json!({ "operations": all })))
}

async fn add(turn: &mut Turn<'_>) -> Outcome {
    let space = space::by_key(turn, &turn.value("spaceKey")).await?;
    rights::must(turn, space.id, "administer", "space").await?;
    let sent = turn.json();
    let text = |at: &str| sent.pointer(at).and_then(Value::as_str).unwrap_or_default();
    let (kind, principal) = (text("/subject/type"), text("/subject/identifier"));
    let (key, target) = (text("/operation/key"), text("/operation/target"));
    if !["user", "group"].contains(&kind)
        || principal.is_empty()
        || key.is_empty()
        || target.is_empty()
    {
        let message = "The subject (`user` or `group`, with an identifier) and the operation (key and target) must be given.";
        return Err(Failure::bad_request(message));
    }
    let database = &mut turn.database;
    if grant(database, space.id, kind, principal, key, target).await? == 0 {
        let message = "The permission exists already.";
        return Err(Failure::bad_request(message));
    }
    let sql = "SELECT id FROM space_permission WHERE space = ? AND principal_type = ?
        AND principal = ? AND operation = ? AND target = ?";
    let id = database
        .count(sql, cells![space.id, kind, principal, key, target])
        .await?;
    let shown = json!({
        "id": id,
        "subject": {"type": kind, "identifier": principal},
        "operation": {"key": key, "target": target},
    });
    tell_space(turn, &space, "space_permissions_updated");
    Ok(Reply::ok(&shown))
}

async fn remove(turn: &mut Turn<'_>) -> Outcome {
    let space = space::by_key(turn, &turn.value("spaceKey")).await?;
    rights::must(turn, space.id, "administer", "space").await?;
    let id = turn.value("id");
    let sql = "DELETE FROM space_permission WHERE space = ? AND id = CAST(? AS INTEGER)";
    if turn.database.run(sql, cells![space.id, &id]).await? == 0 {
        return Err(Failure::not_found(format!("No permission with id : {id}")));
    }
    tell_space(turn, &space, "space_permissions_updated");
    Ok(Reply::nothing())
}

/// Whether a user or group may perform an operation on content.
async fn check(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let sent = turn.json();
    let subject = sent["subject"]["identifier"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let asked = sent["operation"].as_str().unwrap_or("read").to_owned();
    let database = &mut turn.database;
    let sight = Sight::of_account(database, &subject).await?;
    let sees = content.is_seen_by(&sight);
    let may = match asked.as_str() {
        "read" => sees,
        "update" | "delete" => {
            let key = if asked == "update" {
                "create"
            } else {
                "delete"
            };
            let target = content.target();
            sees && rights::may_update(database, &subject, content.id).await?
                && rights::has(database, &subject, content.space, key, target).await?
        }
        _ => {
            let message = "The operation must be one of: read, update, delete.";
            return Err(Failure::new(StatusCode::BAD_REQUEST, message));
        }
    };
    let errors = if may {
        json!([])
    } else {
        json!([{"translation": "User not permitted to perform this operation.", "args": []}])
    };
    Ok(Reply::ok(
        &json!({ "hasPermission": may, "errors": errors }),
    ))
}

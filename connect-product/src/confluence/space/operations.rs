//! The operations on spaces.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{Space, by_key, find, get};
use crate::confluence::content::{self, New};
use crate::confluence::event::tell_space;
use crate::confluence::list::Part;
use crate::confluence::sent::text;
use crate::confluence::sight::Sight;
use crate::confluence::{permission, rights, task};
use crate::cql::words;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::property;
use crate::request::Reply;
use crate::turn::{Cell, Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/api/v2/spaces" => list;
    Post "/wiki/api/v2/spaces" => create;
    Get "/wiki/api/v2/spaces/{id}" => read;
    Post "/wiki/rest/api/space" => create_with_permissions;
    Post "/wiki/rest/api/space/_private" => create_private;
    Put "/wiki/rest/api/space/{spaceKey}" => update;
    Delete "/wiki/rest/api/space/{spaceKey}" => delete;
    Get "/wiki/rest/api/space/{spaceKey}/settings" => settings;
};

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let sight = Sight::of(turn).await?;
    let mut which = vec![sight.spaces("space.id")];
    let mut cells: Vec<Cell> = Vec::new();
    for (name, column) in [("ids", "id"), ("keys", "key"), ("type", "type")] {
        let values = turn.names(name);
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            which.push(format!("space.{column} IN ({marks})"));
            cells.extend(values.into_iter().map(Cell::from));
        }
    }
    which.push("space.status = ?".to_owned());
    cells.push(
        turn.parameter("status")
            .unwrap_or_else(|| "current".to_owned())
            .into(),
    );
    for label in turn.names("labels") {
        which.push(
            "space.id IN (SELECT space FROM space_label JOIN label ON label.id = space_label.label
                WHERE label.name = ?)"
                .to_owned(),
        );
        cells.push(label.into());
    }
    let sort = turn.parameter("sort").unwrap_or_default();
    let column = match sort.trim_start_matches('-') {
        "key" => "key",
        "name" => "name COLLATE NOCASE",
        _ => "id",
    };
    let direction = if sort.starts_with('-') { "DESC" } else { "ASC" };
    let part = Part::by_cursor(turn)?;
    let sql = format!(
        "SELECT * FROM space WHERE {} ORDER BY {column} {direction}{}",
        which.join(" AND "),
        part.sql()
    );
    let rows = turn.database.rows(sql, cells).await?;
    let mut found: Vec<Space> = rows.iter().map(Space::read).collect();
    let more = part.cut(&mut found);
    let results = found.iter().map(|it| it.shown(turn)).collect();
    Ok(part.cursor_reply(turn, results, more))
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let space = find(turn, &turn.value("id")).await?;
    let mut shown = space.shown(turn);
    let included = |results: Vec<Value>| json!({"results": results, "meta": {"hasMore": false}, "_links": {"self": ""}});
    if turn.flag("include-operations", false) {
        shown["operations"] = included(permission::space_operations(turn, space.id).await?);
    }
    if turn.flag("include-permissions", false) {
        shown["permissions"] = included(permission::of_space(turn, space.id).await?);
    }
    if turn.flag("include-properties", false) {
        let all = property::of(&mut turn.database, &space.entity()).await?;
        shown["properties"] = included(all.iter().map(property::content_shown).collect());
    }
    Ok(Reply::ok(&shown))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let space = make(turn, false).await?;
    Ok(Reply::json(StatusCode::CREATED, &space.shown(turn)))
}

async fn create_with_permissions(turn: &mut Turn<'_>) -> Outcome {
    let space = make(turn, false).await?;
    Ok(Reply::ok(&space.shown_as_first(turn)))
}

async fn create_private(turn: &mut Turn<'_>) -> Outcome {
    let space = make(turn, true).await?;
    Ok(Reply::ok(&space.shown_as_first(turn)))
}

async fn make(turn: &mut Turn<'_>, private: bool) -> Result<Space, Failure> {
    turn.authenticated()?;
    let sent = turn.json();
    let private = private || sent["createPrivateSpace"] == true;
    let key = text(&sent["key"])
        .or(text(&sent["alias"]))
        .unwrap_or_default();
    let right = key.strip_prefix('~').unwrap_or(&key);
    let right = (1..=255).contains(&right.len())
        && right
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || sign == ':' || sign == '-');
    if !right {
        let message = "The space key must have letters and digits only, at most 255.";
        return Err(Failure::bad_request(message));
    }
    let Some(name) = text(&sent["name"]) else {
        return Err(Failure::bad_request("The name must be given."));
    };
    let sql = "SELECT count(*) FROM space WHERE key = ?";
    if turn.database.count(sql, cells![&key]).await? > 0 {
        let message = "A space with this key already exists.";
        return Err(Failure::bad_request(message));
    }
    let description = ["value", "/plain/value", "/view/value"]
        .iter()
        .find_map(|at| {
            let pointer = if at.starts_with('/') {
                (*at).to_owned()
            } else {
                format!("/{at}")
            };
            sent["description"]
                .pointer(&pointer)
                .and_then(Value::as_str)
        });
    let kind = if key.starts_with('~') {
        "personal"
    } else {
        "global"
    };
    let sql = "INSERT INTO space (key, name, name_words, type, description, creator, created)
        VALUES (?, ?, ?, ?, ?, ?, ?)";
    let cells = cells![
        &key,
        &name,
        words(&name),
        kind,
        description.unwrap_or_default(),
        turn.user(),
        turn.now(),
    ];
    let id = turn.database.insert(sql, cells).await?;
    let user = turn.user().map(str::to_owned);
    permission::first(&mut turn.database, id, user.as_deref(), !private).await?;
    let home = New {
        kind: "page",
        status: "current",
        space: id,
        title: format!("{name} Home"),
        ..New::default()
    };
    let home = content::insert(turn, home).await?;
    let sql = "UPDATE space SET homepage = ? WHERE id = ?";
    turn.database.run(sql, cells![home.id, id]).await?;
    let made = get(&mut turn.database, id).await?;
    let made = made.ok_or_else(|| Failure::not_found(format!("No space with key : {key}")))?;
    tell_space(turn, &made, "space_created");
    Ok(made)
}

async fn update(turn: &mut Turn<'_>) -> Outcome {
    let space = by_key(turn, &turn.value("spaceKey")).await?;
    rights::must(turn, space.id, "administer", "space").await?;
    let sent = turn.json();
    let name = text(&sent["name"]).unwrap_or_else(|| space.name.clone());
    let description = sent["description"]["plain"]["value"].as_str();
    let status = sent["status"]
        .as_str()
        .unwrap_or(&space.status)
        .to_lowercase();
    let homepage: Option<i64> = text(&sent["homepage"]["id"]).and_then(|id| id.parse().ok());
    let sql = "UPDATE space SET name = ?, name_words = ?, description = ?, status = ?,
        homepage = coalesce(?, homepage) WHERE id = ?";
    let cells = cells![
        &name,
        words(&name),
        description.unwrap_or(&space.description),
        &status,
        homepage,
        space.id,
    ];
    turn.database.run(sql, cells).await?;
    let changed = by_key(turn, &space.key).await?;
    let event = match (space.status.as_str(), status.as_str()) {
        ("current", "archived") => "space_archived",
        ("archived", "current") => "space_unarchived",
        _ => "space_updated",
    };
    tell_space(turn, &changed, event);
    Ok(Reply::ok(&changed.shown_as_first(turn)))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let space = by_key(turn, &turn.value("spaceKey")).await?;
    rights::must(turn, space.id, "administer", "space").await?;
    let rows = turn
        .database
        .rows("SELECT id FROM content WHERE space = ?", cells![space.id]);
    for row in rows.await? {
        content::purge(&mut turn.database, row.number("id")).await?;
    }
    for (table, column) in [
        ("space_permission", "space"),
        ("space_label", "space"),
        ("watch", "space"),
        ("template", "space"),
        ("space", "id"),
    ] {
        let sql = format!("DELETE FROM {table} WHERE {column} = ?");
        turn.database.run(sql, cells![space.id]).await?;
    }
    tell_space(turn, &space, "space_removed");
    Ok(Reply::json(StatusCode::ACCEPTED, &task::begun()))
}

async fn settings(turn: &mut Turn<'_>) -> Outcome {
    let space = by_key(turn, &turn.value("spaceKey")).await?;
    Ok(Reply::ok(&json!({
        "routeOverrideEnabled": false,
        "editor": {"page": "v2", "blogpost": "v2", "default": "v2"},
        "spaceKey": space.key,
        "_links": Map::new(),
    })))
}

//! Labels of content and spaces.

use serde_json::{Value, json};

use super::content::{Content, find};
use super::event::{self, tell_label};
use super::list::Part;
use super::rights;
use super::sight::Sight;
use super::space;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Database, Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/api/v2/labels" => list;
    Get "/wiki/api/v2/labels/{id}/attachments" => attachments;
    Get "/wiki/api/v2/pages/{id}/labels" => of_content;
    Get "/wiki/api/v2/blogposts/{id}/labels" => of_content;
    Get "/wiki/api/v2/attachments/{id}/labels" => of_content;
    Get "/wiki/api/v2/custom-content/{id}/labels" => of_content;
    Get "/wiki/api/v2/spaces/{id}/labels" => of_space;
    Get "/wiki/api/v2/spaces/{id}/content/labels" => within_space;
    Post "/wiki/rest/api/content/{id}/label" => add;
    Delete "/wiki/rest/api/content/{id}/label" => remove;
    Delete "/wiki/rest/api/content/{id}/label/{label}" => remove;
    Get "/wiki/rest/api/label" => one;
    Get "/wiki/rest/api/space/{spaceKey}/label" => of_space_key;
    Post "/wiki/rest/api/space/{spaceKey}/label" => add_to_space;
    Delete "/wiki/rest/api/space/{spaceKey}/label" => remove_from_space;
};

const PREFIXES: [&str; 4] = ["global", "my", "team", "system"];

fn shown(row: &Row) -> Value {
    json!({
        "id": row.number("id").to_string(),
        "name": row.text("name"),
        "prefix": row.text("prefix"),
        "label": row.text("name"),
    })
}

/// The labels of a piece of content, by name.
pub(super) async fn of(database: &mut Database<'_>, content: i64) -> Result<Vec<Value>, Failure> {
    let sql = "SELECT label.* FROM label JOIN labelled ON labelled.label = label.id
        WHERE content = ? ORDER BY name, prefix";
    let rows = database.rows(sql, cells![content]).await?;
    Ok(rows.iter().map(shown).collect())
}

async fn of_a_space(database: &mut Database<'_>, space: i64) -> Result<Vec<Value>, Failure> {
    let sql = "SELECT label.* FROM label JOIN space_label ON space_label.label = label.id
        WHERE space = ? ORDER BY name, prefix";
    let rows = database.rows(sql, cells![space]).await?;
    Ok(rows.iter().map(shown).collect())
}

/// Copies the labels of one piece of content to another.
pub(super) async fn copy(database: &mut Database<'_>, from: i64, to: i64) -> Result<(), Failure> {
    let sql = "INSERT OR IGNORE INTO labelled (content, label)
        SELECT ?, label FROM labelled WHERE content = ?";
    database.run(sql, cells![to, from]).await?;
    Ok(())
}

/// The requested part of some labels, with the requested prefixes.
fn part(turn: &Turn<'_>, mut labels: Vec<Value>) -> Outcome {
    let prefixes = turn.names("prefix");
    if !prefixes.is_empty() {
        labels.retain(|it| prefixes.iter().any(|prefix| it["prefix"] == **prefix));
    }
    if turn
        .parameter("sort")
        .is_some_and(|sort| sort.starts_with('-'))
    {
        labels.reverse();
    }
    for label in &mut labels {
        label.as_object_mut().map(|label| label.remove("label"));
    }
    let part = Part::by_cursor(turn)?;
    let (labels, more) = part.of(labels);
    Ok(part.cursor_reply(turn, labels, more))
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let sight = Sight::of(turn).await?;
    let sql = format!(
        "SELECT * FROM label WHERE id IN (SELECT label FROM labelled
             JOIN content ON content.id = labelled.content WHERE {})
         OR id IN (SELECT label FROM space_label WHERE {}) ORDER BY name, prefix",
        sight.contents("content"),
        sight.spaces("space")
    );
    let rows = turn.database.rows(sql, cells![]).await?;
    let ids = turn.names("label-id");
    let labels = rows.iter().map(shown);
    let labels = labels.filter(|it| ids.is_empty() || ids.iter().any(|id| it["id"] == **id));
    let labels = labels.collect();
    part(turn, labels)
}

async fn of_content(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    let labels = of(&mut turn.database, content.id).await?;
    part(turn, labels)
}

async fn of_space(turn: &mut Turn<'_>) -> Outcome {
    let space = space::find(turn, &turn.value("id")).await?;
    let labels = of_a_space(&mut turn.database, space.id).await?;
    part(turn, labels)
}

async fn within_space(turn: &mut Turn<'_>) -> Outcome {
    let space = space::find(turn, &turn.value("id")).await?;
    let sight = Sight::of(turn).await?;
    let sql = format!(
        "SELECT * FROM label WHERE id IN (SELECT label FROM labelled
             JOIN content ON content.id = labelled.content WHERE content.space = ? AND {})
         ORDER BY name, prefix",
        sight.contents("content")
    );
    let rows = turn.database.rows(sql, cells![space.id]).await?;
    let labels = rows.iter().map(shown).collect();
    part(turn, labels)
}

async fn attachments(turn: &mut Turn<'_>) -> Outcome {
    let sight = Sight::of(turn).await?;
    let part = Part::by_cursor(turn)?;
    let rest = format!(
        "content.type = 'attachment' AND content.status = 'current' AND content.id IN (
             SELECT content FROM labelled WHERE label = CAST(? AS INTEGER))
         ORDER BY content.id{}",
        part.sql()
    );
    let cells = cells![turn.value("id")];
    let mut found = super::content::select(&mut turn.database, &sight, &rest, cells).await?;
    let more = part.cut(&mut found);
    let results = found.iter().map(|it| it.shown(turn, None)).collect();
    Ok(part.cursor_reply(turn, results, more))
}

/// The label with this name, created if it is new: its id, and whether it is new.
async fn label(
    database: &mut Database<'_>,
    prefix: &str,
    name: &str,
) -> Result<(i64, bool), Failure> {
    let sql = "INSERT OR IGNORE INTO label (prefix, name) VALUES (?, ?)";
    let made = database.run(sql, cells![prefix, name]).await? > 0;
    let sql = "SELECT id FROM label WHERE prefix = ? AND name = ?";
    Ok((database.count(sql, cells![prefix, name]).await?, made))
}

/// The labels in a request: one, or a list.
fn sent(turn: &Turn<'_>) -> Result<Vec<(&'static str, String)>, Failure> {
    let sent = turn.json();
    let list = match sent {
        Value::Array(list) => list,
        one => vec![one],
    };
    let mut labels = Vec::new();
    for label in list {
        let prefix = label["prefix"].as_str().unwrap_or("global");
        let prefix = PREFIXES.into_iter().find(|known| *known == prefix);
        let name = label["name"]
            .as_str()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        let Some(prefix) = prefix else {
            return Err(Failure::bad_request(
                "The prefix of a label must be one of: global, my, team, system.",
            ));
        };
        if name.is_empty() || name.chars().count() > 255 {
            return Err(Failure::bad_request(
                "The name of a label must have 1 to 255 characters.",
            ));
        }
        let strange = |sign: char| sign.is_whitespace() || ":;,?&[]()#^*@!<>".contains(sign);
        if name.contains(strange) {
            let message = format!("The label \"{name}\" contains invalid characters.");
            return Err(Failure::bad_request(message));
        }
        labels.push((prefix, name));
    }
    Ok(labels)
}

async fn add(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    rights::must_update(turn, &content, "update").await?;
    for (prefix, name) in sent(turn)? {
        let (id, made) = label(&mut turn.database, prefix, &name).await?;
        if made {
            tell_label(turn, "label_created", prefix, &name, None);
        }
        let sql = "INSERT OR IGNORE INTO labelled (content, label) VALUES (?, ?)";
        if turn.database.run(sql, cells![content.id, id]).await? > 0 {
            let labeled = event::content(turn, &content);
            tell_label(turn, "label_added", prefix, &name, Some(labeled));
        }
    }
    let labels = of(&mut turn.database, content.id).await?;
    let part = Part::by_start(turn);
    Ok(Reply::ok(&part.start_body(turn, labels, false)))
}

/// The name of the label to be removed.
fn named(turn: &Turn<'_>) -> String {
    let name = turn.request.value("label").map(str::to_owned);
    let name = name.or_else(|| turn.parameter("name")).unwrap_or_default();
    // With or without its prefix.
    let name = name.rsplit(':').next().unwrap_or_default();
    name.to_lowercase()
}

async fn remove(turn: &mut Turn<'_>) -> Outcome {
    let content = find(turn, &turn.value("id"), &[]).await?;
    rights::must_update(turn, &content, "update").await?;
    let name = named(turn);
    let sql = "SELECT label.* FROM label JOIN labelled ON labelled.label = label.id
        WHERE content = ? AND name = ?";
    let rows = turn.database.rows(sql, cells![content.id, &name]).await?;
    let Some(row) = rows.first() else {
        return Err(Failure::not_found(format!(
            "The content has no label \"{name}\"."
        )));
    };
    let sql = "DELETE FROM labelled WHERE content = ? AND label = ?";
    turn.database
        .run(sql, cells![content.id, row.number("id")])
        .await?;
    let labeled = event::content(turn, &content);
    tell_label(
        turn,
        "label_removed",
        &row.text("prefix"),
        &name,
        Some(labeled),
    );
    forget(turn, row).await?;
    Ok(Reply::nothing())
}

/// Deletes a label that is no longer used.
async fn forget(turn: &mut Turn<'_>, row: &Row) -> Result<(), Failure> {
    let sql = "DELETE FROM label WHERE id = ?1
        AND NOT EXISTS (SELECT 1 FROM labelled WHERE label = ?1)
        AND NOT EXISTS (SELECT 1 FROM space_label WHERE label = ?1)";
    if turn.database.run(sql, cells![row.number("id")]).await? > 0 {
        let (prefix, name) = (row.text("prefix"), row.text("name"));
        tell_label(turn, "label_deleted", &prefix, &name, None);
    }
    Ok(())
}

async fn one(turn: &mut Turn<'_>) -> Outcome {
    let name = turn.parameter("name").unwrap_or_default().to_lowercase();
    let row = turn
        .database
        .row("SELECT * FROM label WHERE name = ?", cells![&name])
        .await?;
    let Some(row) = row else {
        return Err(Failure::not_found(format!(
            "No label found with name: {name}"
        )));
    };
    let sight = Sight::of(turn).await?;
    let part = Part::by_start(turn);
    let kind = turn.parameter("type");
    let rest = format!(
        "content.id IN (SELECT content FROM labelled WHERE label = ?1)
         AND (?2 IS NULL OR content.type = ?2) ORDER BY content.id{}",
        part.sql()
    );
    let cells = cells![row.number("id"), kind];
    let mut found = super::content::select(&mut turn.database, &sight, &rest, cells).await?;
    let more = part.cut(&mut found);
    let associated = found
        .iter()
        .map(|it: &Content| json!({"contentType": it.kind, "contentId": it.id, "title": it.title}));
    let associated = associated.collect();
    let label = shown(&row);
    let contents = part.start_body(turn, associated, more);
    Ok(Reply::ok(
        &json!({ "label": label, "associatedContents": contents }),
    ))
}

async fn of_space_key(turn: &mut Turn<'_>) -> Outcome {
    let space = space::by_key(turn, &turn.value("spaceKey")).await?;
    let mut labels = of_a_space(&mut turn.database, space.id).await?;
    if let Some(prefix) = turn.parameter("prefix") {
        labels.retain(|it| it["prefix"] == *prefix);
    }
    let part = Part::by_start(turn);
    let (labels, more) = part.of(labels);
    Ok(Reply::ok(&part.start_body(turn, labels, more)))
}

async fn add_to_space(turn: &mut Turn<'_>) -> Outcome {
    let space = space::by_key(turn, &turn.value("spaceKey")).await?;
    rights::must(turn, space.id, "administer", "space").await?;
    for (prefix, name) in sent(turn)? {
        let (id, made) = label(&mut turn.database, prefix, &name).await?;
        if made {
            tell_label(turn, "label_created", prefix, &name, None);
        }
        let sql = "INSERT OR IGNORE INTO space_label (space, label) VALUES (?, ?)";
        if turn.database.run(sql, cells![space.id, id]).await? > 0 {
            let labeled = event::space(turn, &space);
            tell_label(turn, "label_added", prefix, &name, Some(labeled));
        }
    }
    let labels = of_a_space(&mut turn.database, space.id).await?;
    let part = Part::by_start(turn);
    Ok(Reply::ok(&part.start_body(turn, labels, false)))
}

async fn remove_from_space(turn: &mut Turn<'_>) -> Outcome {
    let space = space::by_key(turn, &turn.value("spaceKey")).await?;
    rights::must(turn, space.id, "administer", "space").await?;
    let name = named(turn);
    let sql = "SELECT label.* FROM label JOIN space_label ON space_label.label = label.id
        WHERE space = ? AND name = ?";
    let rows = turn.database.rows(sql, cells![space.id, &name]).await?;
    if let Some(row) = rows.first() {
        let sql = "DELETE FROM space_label WHERE space = ? AND label = ?";
        turn.database
            .run(sql, cells![space.id, row.number("id")])
            .await?;
        let labeled = event::space(turn, &space);
        tell_label(
            turn,
            "label_removed",
            &row.text("prefix"),
            &name,
            Some(labeled),
        );
        forget(turn, row).await?;
    }
    Ok(Reply::nothing())
}

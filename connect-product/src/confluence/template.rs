//! Templates of pages.

use serde_json::{Value, json};

use super::body;
use super::list::Part;
use super::rights;
use super::sent::text;
use super::sight::Sight;
use super::space;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/rest/api/template/page" => list;
    Get "/wiki/rest/api/template/blueprint" => blueprints;
    Post "/wiki/rest/api/template" => create;
    Put "/wiki/rest/api/template" => update;
    Get "/wiki/rest/api/template/{contentTemplateId}" => read;
    Delete "/wiki/rest/api/template/{contentTemplateId}" => delete;
};

const SELECT: &str = "SELECT template.*, space.key AS space_key, space.name AS space_name
    FROM template LEFT JOIN space ON space.id = template.space";

fn shown(turn: &Turn<'_>, row: &Row) -> Value {
    let id = row.number("id").to_string();
    let mut shown = json!({
        "templateId": id,
        "name": row.text("name"),
        "description": row.text("description"),
        "templateType": "page",
        "editorVersion": "v2",
        "labels": [],
        "body": {"storage": {"value": row.text("body"), "representation": "storage"}},
        "_links": {"self": turn.link(&format!("/rest/api/template/{id}"))},
        "_expandable": {},
    });
    if let Some(key) = row.text_if("space_key") {
        shown["space"] = json!({
            "id": row.number("space"), "key": key, "name": row.text("space_name"),
        });
    }
    shown
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let part = Part::by_start(turn);
    let space = match turn.parameter("spaceKey") {
        Some(key) => Some(space::by_key(turn, &key).await?.id),
        None => None,
    };
    let sql = format!(
        "{SELECT} WHERE template.space IS ? ORDER BY template.id{}",
        part.sql()
    );
    let mut rows = turn.database.rows(sql, cells![space]).await?;
    let more = part.cut(&mut rows);
    let results = rows.iter().map(|row| shown(turn, row)).collect();
    Ok(Reply::ok(&part.start_body(turn, results, more)))
}

async fn blueprints(turn: &mut Turn<'_>) -> Outcome {
    let part = Part::by_start(turn);
    Ok(Reply::ok(&part.start_body(turn, Vec::new(), false)))
}

async fn found(turn: &mut Turn<'_>, id: &str) -> Result<Row, Failure> {
    let sight = Sight::of(turn).await?;
    let sql = format!(
        "{SELECT} WHERE template.id = CAST(? AS INTEGER) AND (template.space IS NULL OR {})",
        sight.spaces("template.space")
    );
    let row = turn.database.row(sql, cells![id]).await?;
    row.ok_or_else(|| Failure::not_found(format!("No template with id : {id}")))
}

/// Refuses the caller unless they may change the templates of a space, or the global ones.
async fn must(turn: &mut Turn<'_>, space: Option<i64>) -> Result<(), Failure> {
    match space {
        Some(space) => rights::must(turn, space, "administer", "space").await,
        None => rights::administrators_only(turn).await,
    }
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let sent = turn.json();
    let Some(name) = sent["name"].as_str().filter(|name| !name.is_empty()) else {
        return Err(Failure::bad_request("The name must be given."));
    };
    let space = match sent["space"]["key"].as_str() {
        Some(key) => Some(space::by_key(turn, key).await?.id),
        None => None,
    };
    must(turn, space).await?;
    let body = body::sent(&sent["body"])?.unwrap_or_default();
    let sql = "INSERT INTO template (space, name, description, body) VALUES (?, ?, ?, ?)";
    let description = sent["description"].as_str().unwrap_or_default();
    let id = turn
        .database
        .insert(sql, cells![space, name, description, body])
        .await?;
    let row = found(turn, &id.to_string()).await?;
    Ok(Reply::ok(&shown(turn, &row)))
}

async fn update(turn: &mut Turn<'_>) -> Outcome {
    let sent = turn.json();
    let id = text(&sent["templateId"]).unwrap_or_default();
    let old = found(turn, &id).await?;
    must(turn, old.number_if("space")).await?;
    let body = body::sent(&sent["body"])?.unwrap_or_else(|| old.text("body"));
    let text = |name: &str| {
        sent[name]
            .as_str()
            .map_or_else(|| old.text(name), str::to_owned)
    };
    let sql = "UPDATE template SET name = ?, description = ?, body = ? WHERE id = ?";
    let cells = cells![text("name"), text("description"), body, old.number("id")];
    turn.database.run(sql, cells).await?;
    let row = found(turn, &id).await?;
    Ok(Reply::ok(&shown(turn, &row)))
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let row = found(turn, &turn.value("contentTemplateId")).await?;
    Ok(Reply::ok(&shown(turn, &row)))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let row = found(turn, &turn.value("contentTemplateId")).await?;
    must(turn, row.number_if("space")).await?;
    let sql = "DELETE FROM template WHERE id = ?";
    turn.database.run(sql, cells![row.number("id")]).await?;
    Ok(Reply::nothing())
}

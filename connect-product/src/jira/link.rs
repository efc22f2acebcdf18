//! Links between issues, and their types.

use http::StatusCode;
use serde_json::{Value, json};

use super::issue::draft::named as row_named;
use super::issue::fields::brief;
use super::issue::{self, Issue};
use super::rights::{self, Level};
use super::shapes::Shapes;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Post "/rest/api/3/issueLink" => create;
    Get "/rest/api/3/issueLink/{linkId}" => get;
    Delete "/rest/api/3/issueLink/{linkId}" => delete;
    Get "/rest/api/3/issueLinkType" => types;
    Post "/rest/api/3/issueLinkType" => create_type;
    Get "/rest/api/3/issueLinkType/{issueLinkTypeId}" => get_type;
    Put "/rest/api/3/issueLinkType/{issueLinkTypeId}" => edit_type;
    Delete "/rest/api/3/issueLinkType/{issueLinkTypeId}" => delete_type;
};

const LINKS: &str = "SELECT issue_link.id, source, destination, link_type.id AS type, name, inward,
    outward FROM issue_link JOIN link_type ON link_type.id = issue_link.type";

fn type_shown(turn: &Turn<'_>, shapes: &Shapes, row: &Row, id: i64) -> Value {
    json!({
        "id": id.to_string(),
        "name": row.text("name"),
        "inward": row.text("inward"),
        "outward": row.text("outward"),
        "self": shapes.link(turn, &format!("issueLinkType/{id}")),
    })
}

/// The links of an issue, each with the issue at its other end.
pub(crate) async fn of_issue(
    turn: &mut Turn<'_>,
    shapes: &Shapes,
    issue: i64,
) -> Result<Value, Failure> {
    let sql = format!("{LINKS} WHERE source = ?1 OR destination = ?1 ORDER BY issue_link.id");
    let rows = turn.database.rows(sql, cells![issue]).await?;
    if rows.is_empty() {
        return Ok(json!([]));
    }
    let visible = rights::visible(turn).await?;
    let mut links = Vec::new();
    for row in rows {
        let (id, source, destination) = (
            row.number("id"),
            row.number("source"),
            row.number("destination"),
        );
        let (side, other) = if source == issue {
            ("outwardIssue", destination)
        } else {
            ("inwardIssue", source)
        };
        let sql = "SELECT project FROM issue WHERE id = ?";
        let project = turn.database.count(sql, cells![other]).await?;
        if !visible.contains(&project) {
            continue;
        }
        links.push(json!({
            "id": id.to_string(),
            "self": shapes.link(turn, &format!("issueLink/{id}")),
            "type": type_shown(turn, shapes, &row, row.number("type")),
            side: brief(turn, shapes, other).await?,
        }));
    }
    Ok(Value::Array(links))
}

async fn end(turn: &mut Turn<'_>, value: &Value) -> Result<Issue, Failure> {
    let text = value["key"].as_str().or(value["id"].as_str());
    let id = value["id"].as_i64().map(|id| id.to_string());
    match text.map(str::to_owned).or(id) {
        Some(text) => issue::find(turn, &text).await,
        None => Err(Failure::bad_request("The issue is not specified.")),
    }
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let body = turn.json();
    make(turn, &body).await?;
    Ok(Reply::empty(StatusCode::CREATED))
}

/// Links two issues.
pub(crate) async fn make(turn: &mut Turn<'_>, body: &Value) -> Result<i64, Failure> {
    let kind = row_named(turn, "link_type", &body["type"], None).await?;
    let kind = kind.ok_or_else(|| {
        let name = body["type"]["name"].as_str().unwrap_or_default();
        Failure::not_found(format!("No issue link type with name '{name}' found."))
    })?;
    // The source "blocks" the destination, so the destination is the outward issue of the
    // source. In a request, the inward issue is the source.
    let source = end(turn, &body["inwardIssue"]).await?;
    let destination = end(turn, &body["outwardIssue"]).await?;
    let message = "No Link Issue Permission for issue";
    source.needs(Level::Work, message)?;
    destination.needs(Level::View, message)?;
    if source.id == destination.id {
        let message = "You cannot link an issue to itself.";
        return Err(Failure::bad_request(message));
    }
    let sql = "SELECT id FROM issue_link WHERE type = ? AND source = ? AND destination = ?";
    let cells = cells![kind, source.id, destination.id];
    if let Some(row) = turn.database.row(sql, cells.clone()).await? {
        return Ok(row.number("id"));
    }
    let sql = "INSERT INTO issue_link (type, source, destination) VALUES (?, ?, ?)";
    let id = turn.database.insert(sql, cells).await?;
    tell(turn, id, "issuelink_created").await?;
    Ok(id)
}

async fn tell(turn: &mut Turn<'_>, id: i64, event: &'static str) -> Result<(), Failure> {
    let row = row(turn, id).await?;
    let kind = row.number("type");
    let body = json!({"issueLink": {
        "id": id,
        "sourceIssueId": row.number("source"),
        "destinationIssueId": row.number("destination"),
        "issueLinkType": {
            "id": kind,
            "name": row.text("name"),
            "inwardName": row.text("inward"),
            "outwardName": row.text("outward"),
            "isSubTaskLinkType": false,
            "isSystemLinkType": false,
        },
        "systemLink": false,
    }});
    turn.changed(event, None, body);
    Ok(())
}

async fn row(turn: &mut Turn<'_>, id: i64) -> Result<Row, Failure> {
    let sql = format!("{LINKS} WHERE issue_link.id = ?");
    let row = turn.database.row(sql, cells![id]).await?;
    row.ok_or_else(|| Failure::not_found(format!("No issue link with id '{id}' exists.")))
}

async fn named(turn: &mut Turn<'_>) -> Result<(Row, Issue, Issue), Failure> {
    let id = turn.value("linkId").parse().unwrap_or_default();
    let row = row(turn, id).await?;
    let source = issue::find(turn, &row.number("source").to_string()).await?;
    let destination = issue::find(turn, &row.number("destination").to_string()).await?;
    Ok((row, source, destination))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let (row, source, destination) = named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let id = row.number("id");
    Ok(Reply::ok(&json!({
        "id": id.to_string(),
        "self": shapes.link(turn, &format!("issueLink/{id}")),
        "type": type_shown(turn, &shapes, &row, row.number("type")),
        "inwardIssue": brief(turn, &shapes, source.id).await?,
        "outwardIssue": brief(turn, &shapes, destination.id).await?,
    })))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let (row, source, _) = named(turn).await?;
    turn.authenticated()?;
    source.needs(Level::Work, "No Link Issue Permission for issue")?;
    let id = row.number("id");
    tell(turn, id, "issuelink_deleted").await?;
    let sql = "DELETE FROM issue_link WHERE id = ?";
    turn.database.run(sql, cells![id]).await?;
    Ok(Reply::nothing())
}

async fn types(turn: &mut Turn<'_>) -> Outcome {
    let shapes = Shapes::asked(turn).await?;
    let sql = "SELECT * FROM link_type ORDER BY name";
    let rows = turn.database.rows(sql, cells![]).await?;
    let types = rows.iter();
    let types = types.map(|row| type_shown(turn, &shapes, row, row.number("id")));
    Ok(Reply::ok(
        &json!({"issueLinkTypes": types.collect::<Vec<_>>()}),
    ))
}

async fn type_named(turn: &mut Turn<'_>) -> Result<Row, Failure> {
    let id = turn.value("issueLinkTypeId").parse::<i64>();
    let id = id.unwrap_or_default();
    let sql = "SELECT * FROM link_type WHERE id = ?";
    let row = turn.database.row(sql, cells![id]).await?;
    row.ok_or_else(|| Failure::not_found(format!("No issue link type with id '{id}' found.")))
}

async fn get_type(turn: &mut Turn<'_>) -> Outcome {
    let row = type_named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let shown = type_shown(turn, &shapes, &row, row.number("id"));
    Ok(Reply::ok(&shown))
}

async fn create_type(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let body = turn.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let sql = "INSERT INTO link_type (name, inward, outward) VALUES (?, ?, ?)";
    let cells = cells![text("name"), text("inward"), text("outward")];
    let id = turn.database.insert(sql, cells).await?;
    let sql = "SELECT * FROM link_type WHERE id = ?";
    let row = turn.database.row(sql, cells![id]).await?;
    let shapes = Shapes::asked(turn).await?;
    let shown = row.map(|row| type_shown(turn, &shapes, &row, id));
    Ok(Reply::created(&shown.unwrap_or_default()))
}

async fn edit_type(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let row = type_named(turn).await?;
    let body = turn.json();
    let id = row.number("id");
    let text = |name: &str| match body[name].as_str() {
        Some(text) => text.to_owned(),
        None => row.text(name),
    };
    let sql = "UPDATE link_type SET name = ?, inward = ?, outward = ? WHERE id = ?";
    let cells = cells![text("name"), text("inward"), text("outward"), id];
    turn.database.run(sql, cells).await?;
    get_type(turn).await
}

async fn delete_type(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let id = type_named(turn).await?.number("id");
    let sql = "DELETE FROM issue_link WHERE type = ?";
    turn.database.run(sql, cells![id]).await?;
    let sql = "DELETE FROM link_type WHERE id = ?";
    turn.database.run(sql, cells![id]).await?;
    Ok(Reply::nothing())
}

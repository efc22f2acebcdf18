//! Components.

use serde_json::{Value, json};

use super::paging;
use super::project;
use super::shapes::{self, Shapes};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Post "/rest/api/3/component" => create;
    Get "/rest/api/3/component/{id}" => get;
    Put "/rest/api/3/component/{id}" => edit;
    Delete "/rest/api/3/component/{id}" => delete;
    Get "/rest/api/3/component/{id}/relatedIssueCounts" => related;
    Get "/rest/api/3/project/{projectIdOrKey}/components" => all;
    Get "/rest/api/3/project/{projectIdOrKey}/component" => pages;
};

/// The components of a project, by name.
pub(crate) async fn of_project(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    project: i64,
) -> Result<Vec<Value>, Failure> {
    let sql = "SELECT component.*, project.key FROM component
        JOIN project ON project.id = project WHERE project = ? ORDER BY component.name";
    let rows = turn.database.rows(sql, cells![project]).await?;
    let mut components = Vec::new();
    for row in &rows {
        components.push(shown(turn, shapes, row).await?);
    }
    Ok(components)
}

async fn shown(turn: &mut Turn<'_>, shapes: &mut Shapes, row: &Row) -> Result<Value, Failure> {
    let mut component = shapes::component_of_issue(turn, shapes.api, row);
    let kind = row.text("assignee_type");
    component["assigneeType"] = kind.clone().into();
    component["realAssigneeType"] = kind.into();
    component["isAssigneeTypeValid"] = false.into();
    component["project"] = row.text("key").into();
    component["projectId"] = row.number("project").into();
    if let Some(lead) = row.text_if("lead") {
        component["lead"] = shapes.person(turn, Some(&lead)).await?;
    }
    Ok(component)
}

async fn all(turn: &mut Turn<'_>) -> Outcome {
    let project = project::named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    let components = of_project(turn, &mut shapes, project.id).await?;
    Ok(Reply::ok(&Value::Array(components)))
}

async fn pages(turn: &mut Turn<'_>) -> Outcome {
    let project = project::named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    let components = of_project(turn, &mut shapes, project.id).await?;
    Ok(paging::page(turn, 50, components))
}

async fn row(turn: &mut Turn<'_>, id: i64) -> Result<Row, Failure> {
    let sql = "SELECT component.*, project.key FROM component
        JOIN project ON project.id = project WHERE component.id = ?";
    let row = turn.database.row(sql, cells![id]).await?;
    let absent = || Failure::not_found(format!("The component with id {id} does not exist."));
    let row = row.ok_or_else(absent)?;
    match project::find(turn, &row.text("key")).await {
        Ok(_) => Ok(row),
        Err(_) => Err(absent()),
    }
}

async fn named(turn: &mut Turn<'_>) -> Result<Row, Failure> {
    let id = turn.value("id").parse().unwrap_or_default();
    row(turn, id).await
}

async fn administered(turn: &mut Turn<'_>) -> Result<Row, Failure> {
    let row = named(turn).await?;
    turn.authenticated()?;
    let project = project::find(turn, &row.text("key")).await?;
    project.administered()?;
    Ok(row)
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let row = named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shown(turn, &mut shapes, &row).await?))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let body = turn.json();
    let key = body["project"].as_str().unwrap_or_default();
    let project = project::find(turn, key).await?;
    project.administered()?;
    let name = body["name"].as_str().unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        let message = "The component name specified is invalid - cannot be an empty string.";
        return Err(Failure::field("name", message));
    }
    let sql = "SELECT count(*) FROM component WHERE project = ? AND name = ? COLLATE NOCASE";
    if turn.database.count(sql, cells![project.id, &name]).await? > 0 {
        let message = format!("A component with the name {name} already exists in this project.");
        return Err(Failure::field("name", message));
    }
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let sql = "INSERT INTO component (project, name, description, lead, assignee_type)
        VALUES (?, ?, ?, ?, ?)";
    let cells = cells![
        project.id,
        name,
        text("description").unwrap_or_default(),
        text("leadAccountId"),
        text("assigneeType").unwrap_or_else(|| "PROJECT_DEFAULT".to_owned()),
    ];
    let id = turn.database.insert(sql, cells).await?;
    let row = row(turn, id).await?;
    let mut shapes = Shapes::asked(turn).await?;
    Ok(Reply::created(&shown(turn, &mut shapes, &row).await?))
}

async fn edit(turn: &mut Turn<'_>) -> Outcome {
    let id = administered(turn).await?.number("id");
    let body = turn.json();
    for (member, column) in [
        ("name", "name"),
        ("description", "description"),
        ("leadAccountId", "lead"),
        ("assigneeType", "assignee_type"),
    ] {
        if let Some(text) = body[member].as_str() {
            let sql = format!("UPDATE component SET {column} = ? WHERE id = ?");
            turn.database.run(sql, cells![text, id]).await?;
        }
    }
    get(turn).await
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let id = administered(turn).await?.number("id");
    if let Some(to) = turn.number("moveIssuesTo") {
        let sql = "UPDATE OR IGNORE issue_component SET component = ? WHERE component = ?";
        turn.database.run(sql, cells![to, id]).await?;
    }
    for sql in [
        "DELETE FROM issue_component WHERE component = ?",
        "DELETE FROM component WHERE id = ?",
    ] {
        turn.database.run(sql, cells![id]).await?;
    }
    Ok(Reply::nothing())
}

async fn related(turn: &mut Turn<'_>) -> Outcome {
    let id = named(turn).await?.number("id");
    let sql = "SELECT count(*) FROM issue_component JOIN issue ON issue = issue.id
        WHERE component = ? AND deleted = 0";
    let count = turn.database.count(sql, cells![id]).await?;
    let url = turn.link(&format!("/rest/api/3/component/{id}"));
    Ok(Reply::ok(&json!({"self": url, "issueCount": count})))
}

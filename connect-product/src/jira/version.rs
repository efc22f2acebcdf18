//! Versions.

use serde_json::{Value, json};

use super::paging;
use super::project;
use super::shapes::{self, Shapes};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Post "/rest/api/3/version" => create;
    Get "/rest/api/3/version/{id}" => get;
    Put "/rest/api/3/version/{id}" => edit;
    Delete "/rest/api/3/version/{id}" => delete;
    Put "/rest/api/3/version/{id}/mergeto/{moveIssuesTo}" => merge;
    Post "/rest/api/3/version/{id}/move" => shift;
    Get "/rest/api/3/version/{id}/relatedIssueCounts" => related;
    Get "/rest/api/3/version/{id}/unresolvedIssueCount" => unresolved;
    Get "/rest/api/3/project/{projectIdOrKey}/versions" => all;
    Get "/rest/api/3/project/{projectIdOrKey}/version" => pages;
};

/// The versions of a project, in order.
pub(crate) async fn of_project(
    turn: &mut Turn<'_>,
    shapes: &Shapes,
    project: i64,
) -> Result<Vec<Value>, Failure> {
    let sql = "SELECT * FROM version WHERE project = ? ORDER BY position, id";
    let rows = turn.database.rows(sql, cells![project]).await?;
    let versions = rows.iter();
    Ok(versions
        .map(|row| shapes::version(turn, shapes.api, row))
        .collect())
}

async fn all(turn: &mut Turn<'_>) -> Outcome {
    let project = project::named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let versions = of_project(turn, &shapes, project.id).await?;
    Ok(Reply::ok(&Value::Array(versions)))
}

async fn pages(turn: &mut Turn<'_>) -> Outcome {
    let project = project::named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let mut versions = of_project(turn, &shapes, project.id).await?;
    if let Some(query) = turn.parameter("query") {
        let query = query.to_lowercase();
        versions.retain(|version| {
            let name = version["name"].as_str().unwrap_or_default();
            name.to_lowercase().contains(&query)
        });
    }
    let statuses = turn.names("status");
    versions.retain(|version| {
        let status = if version["archived"] == true {
            "archived"
        } else if version["released"] == true {
            "released"
        } else {
            "unreleased"
        };
        statuses.is_empty() || statuses.iter().any(|it| it == status)
    });
    Ok(paging::page(turn, 50, versions))
}

async fn row(turn: &mut Turn<'_>, id: &str) -> Result<Row, Failure> {
    let number: i64 = id.parse().unwrap_or_default();
    let sql = "SELECT * FROM version WHERE id = ?";
    let row = turn.database.row(sql, cells![number]).await?;
    let absent = || Failure::not_found(format!("Could not find version for id '{id}'"));
    let row = row.ok_or_else(absent)?;
    match project::find(turn, &row.number("project").to_string()).await {
        Ok(_) => Ok(row),
        Err(_) => Err(absent()),
    }
}

async fn named(turn: &mut Turn<'_>) -> Result<Row, Failure> {
    let id = turn.value("id");
    row(turn, &id).await
}

/// The version in the path, if the caller administers its project.
async fn administered(turn: &mut Turn<'_>) -> Result<Row, Failure> {
    let row = named(turn).await?;
    turn.authenticated()?;
    let project = project::find(turn, &row.number("project").to_string()).await?;
    project.administered()?;
    Ok(row)
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let row = named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shapes::version(turn, shapes.api, &row)))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let body = turn.json();
    let given = match (body["projectId"].as_i64(), body["project"].as_str()) {
        (Some(id), _) => id.to_string(),
        (None, Some(key)) => key.to_owned(),
        (None, None) => {
            let message = "Project must be specified to create a version.";
            return Err(Failure::field("project", message));
        }
    };
    let project = project::find(turn, &given).await?;
    project.administered()?;
    let name = body["name"].as_str().unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        let message = "You must specify a valid version name";
        return Err(Failure::field("name", message));
    }
    let sql = "SELECT count(*) FROM version WHERE project = ? AND name = ? COLLATE NOCASE";
    if turn.database.count(sql, cells![project.id, &name]).await? > 0 {
        let message = "A version with this name already exists in this project.";
        return Err(Failure::field("name", message));
    }
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let sql = "INSERT INTO version
        (project, name, description, archived, released, start_date, release_date, position)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
            (SELECT coalesce(max(position), 0) + 1 FROM version WHERE project = ?1))";
    let cells = cells![
        project.id,
        name,
        text("description").unwrap_or_default(),
        body["archived"].as_bool().unwrap_or_default(),
        body["released"].as_bool().unwrap_or_default(),
        text("startDate"),
        text("releaseDate"),
    ];
    let id = turn.database.insert(sql, cells).await?;
    tell(turn, id, "jira:version_created").await?;
    let row = row(turn, &id.to_string()).await?;
    let shapes = Shapes::asked(turn).await?;
    Ok(Reply::created(&shapes::version(turn, shapes.api, &row)))
}

async fn for_webhooks(turn: &mut Turn<'_>, id: i64) -> Result<Value, Failure> {
    let sql = "SELECT * FROM version WHERE id = ?";
    let row = turn.database.row(sql, cells![id]).await?;
    Ok(row
        .map(|row| shapes::version(turn, 2, &row))
        .unwrap_or_default())
}

async fn tell(turn: &mut Turn<'_>, id: i64, event: &'static str) -> Result<(), Failure> {
    let version = for_webhooks(turn, id).await?;
    turn.changed(event, None, json!({"version": version}));
    Ok(())
}

async fn edit(turn: &mut Turn<'_>) -> Outcome {
    let before = administered(turn).await?;
    let id = before.number("id");
    let body = turn.json();
    for (member, column) in [
        ("name", "name"),
        ("description", "description"),
        ("startDate", "start_date"),
        ("releaseDate", "release_date"),
    ] {
        if let Some(text) = body[member].as_str() {
            let sql = format!("UPDATE version SET {column} = ? WHERE id = ?");
            turn.database.run(sql, cells![text, id]).await?;
        }
    }
    for column in ["archived", "released"] {
        if let Some(flag) = body[column].as_bool() {
            let sql = format!("UPDATE version SET {column} = ? WHERE id = ?");
            turn.database.run(sql, cells![flag, id]).await?;
        }
    }
    let after = named(turn).await?;
    tell(turn, id, "jira:version_updated").await?;
    match (before.flag("released"), after.flag("released")) {
        (false, true) => tell(turn, id, "jira:version_released").await?,
        (true, false) => tell(turn, id, "jira:version_unreleased").await?,
        _ => {}
    }
    let shapes = Shapes::asked(turn).await?;
    Ok(Reply::ok(&shapes::version(turn, shapes.api, &after)))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let row = administered(turn).await?;
    let id = row.number("id");
    for (parameter, kind) in [
        ("moveFixIssuesTo", "fix"),
        ("moveAffectedIssuesTo", "affects"),
    ] {
        if let Some(to) = turn.number(parameter) {
            move_issues(turn, id, to, kind).await?;
        }
    }
    remove(turn, id, "jira:version_deleted", Value::Null).await?;
    Ok(Reply::nothing())
}

async fn move_issues(turn: &mut Turn<'_>, from: i64, to: i64, kind: &str) -> Result<(), Failure> {
    let sql = "UPDATE OR IGNORE issue_version SET version = ? WHERE version = ? AND kind = ?";
    turn.database.run(sql, cells![to, from, kind]).await?;
    Ok(())
}

async fn remove(
    turn: &mut Turn<'_>,
    id: i64,
    event: &'static str,
    merged_to: Value,
) -> Result<(), Failure> {
    let mut body = json!({"version": for_webhooks(turn, id).await?});
    if !merged_to.is_null() {
        body["mergedTo"] = merged_to;
    }
    turn.changed(event, None, body);
    let sql = "DELETE FROM issue_version WHERE version = ?";
    turn.database.run(sql, cells![id]).await?;
    let sql = "DELETE FROM version WHERE id = ?";
    turn.database.run(sql, cells![id]).await?;
    Ok(())
}

async fn merge(turn: &mut Turn<'_>) -> Outcome {
    let from = administered(turn).await?.number("id");
    let to = turn.value("moveIssuesTo");
    let to = row(turn, &to).await?.number("id");
    for kind in ["fix", "affects"] {
        move_issues(turn, from, to, kind).await?;
    }
    let merged_to = for_webhooks(turn, to).await?;
    remove(turn, from, "jira:version_merged", merged_to).await?;
    Ok(Reply::nothing())
}

async fn shift(turn: &mut Turn<'_>) -> Outcome {
    let row = administered(turn).await?;
    let (id, project) = (row.number("id"), row.number("project"));
    let body = turn.json();
    let sql = "SELECT id FROM version WHERE project = ? AND id <> ? ORDER BY position, id";
    let rows = turn.database.rows(sql, cells![project, id]).await?;
    let mut order: Vec<i64> = rows.iter().map(|row| row.number("id")).collect();
    let sql = "SELECT count(*) FROM version WHERE project = ?1 AND position <
        (SELECT position FROM version WHERE id = ?2)";
    let old = turn.database.count(sql, cells![project, id]).await?;
    let old = usize::try_from(old).unwrap_or_default();
    let after: Option<i64> = body["after"]
        .as_str()
        .and_then(|url| url.rsplit('/').next()?.parse().ok());
    let at = match (after, body["position"].as_str()) {
        (Some(after), _) => order
            .iter()
            .position(|it| *it == after)
            .map_or(0, |at| at + 1),
        (None, Some("First")) => 0,
        (None, Some("Last")) => order.len(),
        (None, Some("Earlier")) => old.saturating_sub(1),
        (None, Some("Later")) => old + 1,
        _ => {
            let message = "Either 'after' or 'position' must be specified.";
            return Err(Failure::bad_request(message));
        }
    };
    order.insert(at.min(order.len()), id);
    for (position, each) in (1_i64..).zip(order) {
        let sql = "UPDATE version SET position = ? WHERE id = ?";
        turn.database.run(sql, cells![position, each]).await?;
    }
    tell(turn, id, "jira:version_moved").await?;
    get(turn).await
}

async fn related(turn: &mut Turn<'_>) -> Outcome {
    let id = named(turn).await?.number("id");
    let sql = "SELECT count(*) FROM issue_version JOIN issue ON issue = issue.id
        WHERE version = ? AND kind = ? AND deleted = 0";
    let fixed = turn.database.count(sql, cells![id, "fix"]).await?;
    let affected = turn.database.count(sql, cells![id, "affects"]).await?;
    Ok(Reply::ok(&json!({
        "self": turn.link(&format!("/rest/api/3/version/{id}")),
        "issuesFixedCount": fixed,
        "issuesAffectedCount": affected,
        "issueCountWithCustomFieldsShowingVersion": 0,
        "customFieldUsage": [],
    })))
}

async fn unresolved(turn: &mut Turn<'_>) -> Outcome {
    let id = named(turn).await?.number("id");
    let sql = "SELECT count(*) FROM issue_version JOIN issue ON issue = issue.id
        WHERE version = ? AND kind = 'fix' AND deleted = 0";
    let all = turn.database.count(sql, cells![id]).await?;
    let sql = format!("{sql} AND resolution IS NULL");
    let unresolved = turn.database.count(sql, cells![id]).await?;
    Ok(Reply::ok(&json!({
        "self": turn.link(&format!("/rest/api/3/version/{id}")),
        "issuesUnresolvedCount": unresolved,
        "issuesCount": all,
    })))
}

//! Jira Software: boards and sprints.

use serde_json::{Value, json};

use super::issue;
use super::issue::operations::change;
use super::moment;
use super::paging;
use super::project;
use super::rights::{self, Level};
use super::search;
use super::shapes;
use crate::failure::Failure;
use crate::jql::{Clause, Condition, Field, Operand, Operator, Query};
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/agile/1.0/board" => boards;
    Post "/rest/agile/1.0/board" => create_board;
    Get "/rest/agile/1.0/board/{boardId}" => board;
    Delete "/rest/agile/1.0/board/{boardId}" => delete_board;
    Get "/rest/agile/1.0/board/{boardId}/configuration" => configuration;
    Get "/rest/agile/1.0/board/{boardId}/issue" => issues;
    Get "/rest/agile/1.0/board/{boardId}/backlog" => backlog;
    Get "/rest/agile/1.0/board/{boardId}/sprint" => sprints;
    Get "/rest/agile/1.0/board/{boardId}/sprint/{sprintId}/issue" => sprint_issues;
    Get "/rest/agile/1.0/board/{boardId}/project" => projects;
    Post "/rest/agile/1.0/sprint" => create_sprint;
    Get "/rest/agile/1.0/sprint/{sprintId}" => sprint;
    Put "/rest/agile/1.0/sprint/{sprintId}" => edit_sprint;
    Post "/rest/agile/1.0/sprint/{sprintId}" => edit_sprint;
    Delete "/rest/agile/1.0/sprint/{sprintId}" => delete_sprint;
    Get "/rest/agile/1.0/sprint/{sprintId}/issue" => sprint_issues;
    Post "/rest/agile/1.0/sprint/{sprintId}/issue" => move_to_sprint;
    Post "/rest/agile/1.0/backlog/issue" => move_to_backlog;
};

fn shown(turn: &Turn<'_>, row: &Row) -> Value {
    let id = row.number("id");
    let (key, name) = (row.text("key"), row.text("project_name"));
    json!({
        "id": id,
        "self": turn.link(&format!("/rest/agile/1.0/board/{id}")),
        "name": row.text("name"),
        "type": row.text("type"),
        "location": {
            "projectId": row.number("project"), "displayName": format!("{name} ({key})"),
            "projectName": name, "projectKey": key,
            "projectTypeKey": row.text("project_type"), "name": format!("{name} ({key})"),
        },
        "isPrivate": false,
    })
}

const BOARDS: &str = "SELECT board.*, project.key, project.name AS project_name,
    project.type AS project_type FROM board JOIN project ON project.id = board.project";

async fn visible(turn: &mut Turn<'_>) -> Result<Vec<Row>, Failure> {
    let visible = rights::visible(turn).await?;
    let sql = format!("{BOARDS} ORDER BY board.id");
    let rows = turn.database.rows(sql, cells![]).await?;
    let seen = rows
        .into_iter()
        .filter(|row| visible.contains(&row.number("project")));
    Ok(seen.collect())
}

async fn boards(turn: &mut Turn<'_>) -> Outcome {
    let mut rows = visible(turn).await?;
    let kinds = turn.names("type");
    let name = turn.parameter("name").unwrap_or_default().to_lowercase();
    let project = turn.parameter("projectKeyOrId");
    rows.retain(|row| {
        (kinds.is_empty() || kinds.contains(&row.text("type")))
            && row.text("name").to_lowercase().contains(&name)
            && project.as_ref().is_none_or(|project| {
                *project == row.text("key") || *project == row.number("project").to_string()
            })
    });
    let boards = rows.iter().map(|row| shown(turn, row)).collect();
    Ok(paging::page(turn, 50, boards))
}

async fn board_named(turn: &mut Turn<'_>) -> Result<Row, Failure> {
    let id: i64 = turn.value("boardId").parse().unwrap_or_default();
    let mut visible = visible(turn).await?.into_iter();
    let found = visible.find(|row| row.number("id") == id);
    found.ok_or_else(|| {
        Failure::not_found("Board does not exist or you do not have permission to see it.")
    })
}

async fn board(turn: &mut Turn<'_>) -> Outcome {
    let row = board_named(turn).await?;
    Ok(Reply::ok(&shown(turn, &row)))
}

async fn create_board(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let body = turn.json();
    let name = body["name"].as_str().unwrap_or_default().to_owned();
    let kind = body["type"].as_str().unwrap_or("kanban").to_owned();
    let filter = body["filterId"].as_i64().unwrap_or_default();
    let given = body["location"]["projectKeyOrId"]
        .as_str()
        .unwrap_or("DEMO");
    let project = project::find(turn, given).await?;
    project.administered()?;
    let sql = "SELECT count(*) FROM filter WHERE id = ?";
    if name.is_empty() || turn.database.count(sql, cells![filter]).await? == 0 {
        let message = "The board's name and an existing filter must be specified.";
        return Err(Failure::bad_request(message));
    }
    let sql = "INSERT INTO board (name, type, project, filter) VALUES (?, ?, ?, ?)";
    let id = turn
        .database
        .insert(sql, cells![name, kind, project.id, filter])
        .await?;
    let row = turn
        .database
        .row(format!("{BOARDS} WHERE board.id = ?"), cells![id])
        .await?;
    let shown = row.map(|row| shown(turn, &row)).unwrap_or_default();
    turn.changed("board_created", None, json!({"board": shown}));
    Ok(Reply::created(&shown))
}

async fn delete_board(turn: &mut Turn<'_>) -> Outcome {
    let row = board_named(turn).await?;
    turn.authenticated()?;
    project::find(turn, &row.text("key"))
        .await?
        .administered()?;
    let board = shown(turn, &row);
    turn.changed("board_deleted", None, json!({"board": board}));
    let sql = "DELETE FROM board WHERE id = ?";
    turn.database.run(sql, cells![row.number("id")]).await?;
    Ok(Reply::nothing())
}

async fn configuration(turn: &mut Turn<'_>) -> Outcome {
    let row = board_named(turn).await?;
    let mut shown = shown(turn, &row);
    let columns = [
        ("To Do", &[1_i64] as &[i64]),
        ("In Progress", &[3, 10001]),
        ("Done", &[10002]),
    ];
    let columns = columns.map(|(name, statuses)| {
        let statuses = statuses.iter().map(|id| json!({"id": id.to_string()}));
        json!({"name": name, "statuses": statuses.collect::<Vec<_>>()})
    });
    shown["filter"] = json!({"id": row.number("filter").to_string()});
    shown["columnConfig"] = json!({"columns": columns, "constraintType": "none"});
    shown["ranking"] = json!({"rankCustomFieldId": 10019});
    Ok(Reply::ok(&shown))
}

async fn projects(turn: &mut Turn<'_>) -> Outcome {
    let row = board_named(turn).await?;
    let shapes = shapes::Shapes::asked(turn).await?;
    let project = shapes.projects.get(&row.number("project")).cloned();
    Ok(paging::page(turn, 50, project.into_iter().collect()))
}

fn is(field: &str, operator: Operator, operand: Operand) -> Condition {
    Condition::Clause(Clause {
        field: Field {
            name: field.to_owned(),
            property: None,
        },
        operator,
        operand,
        predicates: Vec::new(),
    })
}

/// The issues that match a condition, narrowed by the request's own JQL.
async fn page_of(turn: &mut Turn<'_>, condition: Condition) -> Outcome {
    let mut parts = vec![condition];
    let mut order = Vec::new();
    if let Some(jql) = turn.parameter("jql") {
        let own = crate::jql::parse::parse(&jql);
        let own = own.map_err(|fault| search::refused(vec![fault]))?;
        parts.extend(own.condition);
        order = own.order;
    }
    if order.is_empty() {
        order.push(crate::jql::Order {
            field: "rank".to_owned(),
            descending: Some(false),
        });
    }
    let query = Query {
        condition: Some(Condition::And(parts)),
        order,
    };
    search::listed(turn, &query).await
}

fn of_board(row: &Row) -> Condition {
    let project = Operand::Value(row.text("key"));
    is("project", Operator::Equals, project)
}

async fn issues(turn: &mut Turn<'_>) -> Outcome {
    let row = board_named(turn).await?;
    page_of(turn, of_board(&row)).await
}

async fn backlog(turn: &mut Turn<'_>) -> Outcome {
    let row = board_named(turn).await?;
    let active = Operand::Function("openSprints".to_owned(), Vec::new());
    let outside = Condition::Or(vec![
        is("sprint", Operator::Is, Operand::Empty),
        is("sprint", Operator::NotIn, active),
    ]);
    let open = is(
        "statusCategory",
        Operator::Differs,
        Operand::Value("Done".to_owned()),
    );
    page_of(turn, Condition::And(vec![of_board(&row), outside, open])).await
}

fn sprint_shown(turn: &Turn<'_>, row: &Row) -> Value {
    let mut sprint = shapes::sprint(row);
    let id = row.number("id");
    sprint["self"] = turn.link(&format!("/rest/agile/1.0/sprint/{id}")).into();
    sprint["originBoardId"] = row.number("board").into();
    if let Some(members) = sprint.as_object_mut() {
        members.remove("boardId");
    }
    sprint
}

async fn sprints(turn: &mut Turn<'_>) -> Outcome {
    let board = board_named(turn).await?;
    if board.text("type") != "scrum" {
        return Err(Failure::bad_request("The board does not support sprints"));
    }
    let states = turn.names("state");
    let sql = "SELECT * FROM sprint WHERE board = ?
        ORDER BY CASE state WHEN 'closed' THEN 0 WHEN 'active' THEN 1 ELSE 2 END, id";
    let rows = turn.database.rows(sql, cells![board.number("id")]).await?;
    let rows = rows
        .iter()
        .filter(|row| states.is_empty() || states.contains(&row.text("state")));
    let sprints = rows.map(|row| sprint_shown(turn, row)).collect();
    Ok(paging::page(turn, 50, sprints))
}

/// The sprint in the path, and the caller's level in its project.
async fn sprint_named(turn: &mut Turn<'_>) -> Result<(Row, Level), Failure> {
    let id: i64 = turn.value("sprintId").parse().unwrap_or_default();
    let sql = "SELECT sprint.*, board.project FROM sprint JOIN board ON board.id = board
        WHERE sprint.id = ?";
    let row = turn.database.row(sql, cells![id]).await?;
    let absent = || Failure::not_found("Sprint does not exist");
    let row = row.ok_or_else(absent)?;
    let level = rights::level(turn, row.number("project")).await?;
    if level < Level::View {
        return Err(absent());
    }
    Ok((row, level))
}

fn manages(level: Level) -> Result<(), Failure> {
    if level >= Level::Work {
        return Ok(());
    }
    Err(Failure::forbidden(
        "You do not have permission to manage sprints.",
    ))
}

async fn sprint(turn: &mut Turn<'_>) -> Outcome {
    let (row, _) = sprint_named(turn).await?;
    Ok(Reply::ok(&sprint_shown(turn, &row)))
}

async fn create_sprint(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let body = turn.json();
    let board = body["originBoardId"].as_i64().unwrap_or_default();
    let mut boards = visible(turn).await?.into_iter();
    let found = boards.find(|row| row.number("id") == board && row.text("type") == "scrum");
    let message = "The board does not exist, or does not support sprints.";
    let found = found.ok_or_else(|| Failure::bad_request(message))?;
    manages(rights::level(turn, found.number("project")).await?)?;
    let name = body["name"].as_str().unwrap_or_default().to_owned();
    if name.is_empty() {
        return Err(Failure::field(
            "name",
            "The sprint's name must be specified.",
        ));
    }
    let at = |name: &str| body[name].as_str().and_then(moment::read);
    let sql = "INSERT INTO sprint (board, name, goal, state, start_at, end_at)
        VALUES (?, ?, ?, 'future', ?, ?)";
    let goal = body["goal"].as_str().unwrap_or_default();
    let cells = cells![board, name, goal, at("startDate"), at("endDate")];
    let id = turn.database.insert(sql, cells).await?;
    let row = turn
        .database
        .row("SELECT * FROM sprint WHERE id = ?", cells![id])
        .await?;
    let shown = row.map(|row| sprint_shown(turn, &row)).unwrap_or_default();
    turn.changed("sprint_created", None, json!({"sprint": shown}));
    Ok(Reply::created(&shown))
}

async fn edit_sprint(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let (before, level) = sprint_named(turn).await?;
    manages(level)?;
    let (id, body) = (before.number("id"), turn.json());
    for column in ["name", "goal"] {
        if let Some(text) = body[column].as_str() {
            let sql = format!("UPDATE sprint SET {column} = ? WHERE id = ?");
            turn.database.run(sql, cells![text, id]).await?;
        }
    }
    for (member, column) in [("startDate", "start_at"), ("endDate", "end_at")] {
        if let Some(at) = body[member].as_str().and_then(moment::read) {
            let sql = format!("UPDATE sprint SET {column} = ? WHERE id = ?");
            turn.database.run(sql, cells![at, id]).await?;
        }
    }
    let event = match (before.text("state").as_str(), body["state"].as_str()) {
        ("future", Some("active")) => "sprint_started",
        ("active", Some("closed")) => "sprint_closed",
        (now, Some(wanted)) if now != wanted => {
            let message = format!("The sprint can't go from {now} to {wanted}.");
            return Err(Failure::bad_request(message));
        }
        _ => "sprint_updated",
    };
    if let Some(state) = body["state"].as_str() {
        let complete = (state == "closed").then_some(turn.now());
        let sql =
            "UPDATE sprint SET state = ?, complete_at = coalesce(complete_at, ?) WHERE id = ?";
        turn.database.run(sql, cells![state, complete, id]).await?;
    }
    let (after, _) = sprint_named(turn).await?;
    let shown = sprint_shown(turn, &after);
    let mut body = json!({"sprint": shown});
    if event == "sprint_updated" {
        body["oldValue"] = sprint_shown(turn, &before);
    }
    turn.changed(event, None, body);
    Ok(Reply::ok(&shown))
}

async fn delete_sprint(turn: &mut Turn<'_>) -> Outcome {
    turn.authenticated()?;
    let (row, level) = sprint_named(turn).await?;
    manages(level)?;
    let sprint = sprint_shown(turn, &row);
    turn.changed("sprint_deleted", None, json!({"sprint": sprint}));
    for sql in [
        "DELETE FROM issue_sprint WHERE sprint = ?",
        "DELETE FROM sprint WHERE id = ?",
    ] {
        turn.database.run(sql, cells![row.number("id")]).await?;
    }
    Ok(Reply::nothing())
}

async fn sprint_issues(turn: &mut Turn<'_>) -> Outcome {
    let (row, _) = sprint_named(turn).await?;
    let id = Operand::Value(row.number("id").to_string());
    // By its id, since two sprints may have the same name.
    page_of(turn, is("sprint", Operator::In, Operand::List(vec![id]))).await
}

/// The maximum in one request ("Move issues to sprint").
const MOST_MOVED: usize = 50;

async fn moved(turn: &mut Turn<'_>, sprint: Value) -> Outcome {
    turn.authenticated()?;
    let body = turn.json();
    let issues = body["issues"].as_array().cloned().unwrap_or_default();
    if issues.len() > MOST_MOVED {
        let message = "The maximum number of issues that can be moved in one operation is 50.";
        return Err(Failure::bad_request(message));
    }
    for each in issues {
        let id = each
            .as_str()
            .map(str::to_owned)
            .unwrap_or_else(|| each.to_string());
        let issue = issue::find(turn, &id).await?;
        issue.needs(
            Level::Work,
            "You do not have permission to schedule the issue.",
        )?;
        let mut fields = json!({});
        fields[issue::fields::SPRINT] = sprint.clone();
        change(turn, &issue, &json!({ "fields": fields })).await?;
    }
    Ok(Reply::nothing())
}

async fn move_to_sprint(turn: &mut Turn<'_>) -> Outcome {
    let (row, level) = sprint_named(turn).await?;
    manages(level)?;
    moved(turn, row.number("id").into()).await
}

async fn move_to_backlog(turn: &mut Turn<'_>) -> Outcome {
    moved(turn, Value::Null).await
}

//! Projects.

use http::StatusCode;
use serde_json::{Value, json};

use super::paging;
use super::rights::{self, Level};
use super::shapes::Shapes;
use super::{component, transition, version};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::people;
use crate::request::Reply;
use crate::turn::{Cell, Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/project" => all;
    Get "/rest/api/3/project/search" => search;
    Get "/rest/api/3/project/recent" => recent;
    Post "/rest/api/3/project" => create;
    Get "/rest/api/3/project/{projectIdOrKey}" => get;
    Put "/rest/api/3/project/{projectIdOrKey}" => edit;
    Delete "/rest/api/3/project/{projectIdOrKey}" => delete;
    Post "/rest/api/3/project/{projectIdOrKey}/archive" => archive;
    Post "/rest/api/3/project/{projectIdOrKey}/restore" => restore;
    Get "/rest/api/3/project/{projectIdOrKey}/statuses" => statuses;
    Get "/rest/api/3/project/{projectIdOrKey}/role" => roles;
    Get "/rest/api/3/project/{projectIdOrKey}/role/{id}" => role;
    Post "/rest/api/3/project/{projectIdOrKey}/role/{id}" => add_to_role;
    Delete "/rest/api/3/project/{projectIdOrKey}/role/{id}" => remove_from_role;
    Get "/rest/api/3/project/{projectIdOrKey}/properties" => properties;
    Get "/rest/api/3/project/{projectIdOrKey}/properties/{propertyKey}" => property;
    Put "/rest/api/3/project/{projectIdOrKey}/properties/{propertyKey}" => set_property;
    Delete "/rest/api/3/project/{projectIdOrKey}/properties/{propertyKey}" => delete_property;
    Get "/rest/api/3/projectvalidate/validProjectKey" => valid_key;
    Get "/rest/api/3/project/type" => types;
};

/// A project that the caller can see.
pub(crate) struct Project {
    pub(crate) id: i64,
    pub(crate) key: String,
    /// `software`, `business` or `service_desk`.
    pub(crate) kind: String,
    pub(crate) archived: bool,
    /// The caller's level in it.
    pub(crate) level: Level,
    pub(crate) row: Row,
}

impl Project {
    /// Refuses users who do not administer it.
    pub(crate) fn administered(&self) -> Result<(), Failure> {
        if self.level >= Level::Administer {
            return Ok(());
        }
        let message = "You do not have permission to administer this project.";
        Err(Failure::forbidden(message))
    }

    /// The entity name under which its properties are stored.
    fn entity(&self) -> String {
        format!("/rest/api/3/project/{}", self.id)
    }
}

/// The project with this id or key, if the caller can see it.
pub(crate) async fn find(turn: &mut Turn<'_>, id_or_key: &str) -> Result<Project, Failure> {
    let (condition, cell) = match id_or_key.parse::<i64>() {
        Ok(id) => ("id = ?", Cell::Number(id)),
        Err(_) => ("key = ?", Cell::from(id_or_key.to_uppercase())),
    };
    let sql = format!("SELECT * FROM project WHERE {condition}");
    let row = turn.database.row(sql, vec![cell]).await?;
    let absent = || {
        let kind = if id_or_key.parse::<i64>().is_ok() {
            "id"
        } else {
            "key"
        };
        Failure::not_found(format!(
            "No project could be found with {kind} '{id_or_key}'."
        ))
    };
    let row = row.ok_or_else(absent)?;
    let id = row.number("id");
    let level = rights::level(turn, id).await?;
    if level < Level::View {
        return Err(absent());
    }
    Ok(Project {
        id,
        key: row.text("key"),
        kind: row.text("type"),
        archived: row.flag("archived"),
        level,
        row,
    })
}

/// The project in the path.
pub(crate) async fn named(turn: &mut Turn<'_>) -> Result<Project, Failure> {
    let id_or_key = turn.value("projectIdOrKey");
    find(turn, &id_or_key).await
}

/// The projects that the caller can see, by key.
async fn visible(turn: &mut Turn<'_>) -> Result<Vec<Row>, Failure> {
    let visible = rights::visible(turn).await?;
    let rows = turn
        .database
        .rows("SELECT * FROM project ORDER BY key", cells![])
        .await?;
    let seen = rows
        .into_iter()
        .filter(|row| visible.contains(&row.number("id")));
    Ok(seen.collect())
}

async fn all(turn: &mut Turn<'_>) -> Outcome {
    let shapes = Shapes::asked(turn).await?;
    let rows = visible(turn).await?;
    let all: Vec<_> = rows
        .iter()
        .filter_map(|row| shapes.projects.get(&row.number("id")))
        .collect();
    Ok(Reply::ok(&json!(all)))
}

async fn recent(turn: &mut Turn<'_>) -> Outcome {
    all(turn).await
}

async fn search(turn: &mut Turn<'_>) -> Outcome {
    let mut rows = visible(turn).await?;
    let lower = |name: &str| turn.parameter(name).map(|text| text.to_lowercase());
    if let Some(query) = lower("query") {
        rows.retain(|row| {
            row.text("name").to_lowercase().contains(&query)
                || row.text("key").to_lowercase().contains(&query)
        });
    }
    let (keys, ids, kinds) = (turn.names("keys"), turn.names("id"), turn.names("typeKey"));
    let wanted = |names: &[String], value: &str| {
        names.is_empty() || names.iter().any(|name| name.eq_ignore_ascii_case(value))
    };
    rows.retain(|row| {
        wanted(&keys, &row.text("key"))
            && wanted(&ids, &row.number("id").to_string())
            && wanted(&kinds, &row.text("type"))
    });
    let archived = turn
        .names("status")
        .iter()
        .any(|status| status == "archived");
    rows.retain(|row| row.flag("archived") == archived);
    if turn.request.parameter("orderBy") == Some("-key") {
        rows.reverse();
    } else if matches!(turn.request.parameter("orderBy"), Some("name" | "+name")) {
        rows.sort_by_key(|row| row.text("name"));
    }
    let mut shapes = Shapes::asked(turn).await?;
    let expand = turn.names("expand");
    let mut shown = Vec::new();
    for row in &rows {
        let mut project = brief(&shapes, row);
        if expand.iter().any(|name| name == "description") {
            project["description"] = row.text("description").into();
        }
        if expand.iter().any(|name| name == "lead") {
            project["lead"] = shapes.person(turn, Some(&row.text("lead"))).await?;
        }
        shown.push(project);
    }
    Ok(paging::page(turn, 50, shown))
}

fn brief(shapes: &Shapes, row: &Row) -> Value {
    let mut project = shapes
        .projects
        .get(&row.number("id"))
        .cloned()
        .unwrap_or_default();
    project["style"] = "classic".into();
    project["isPrivate"] = (row.text("access") == "private").into();
    project
}

/// A project with everything that the REST API returns about it.
async fn shown(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    project: &Project,
) -> Result<Value, Failure> {
    let mut shown = brief(shapes, &project.row);
    shown["expand"] = "description,lead,issueTypes,url,projectKeys,permissions,insight".into();
    shown["description"] = project.row.text("description").into();
    shown["lead"] = shapes.person(turn, Some(&project.row.text("lead"))).await?;
    shown["assigneeType"] = project.row.text("assignee_type").into();
    shown["archived"] = project.archived.into();
    if let Some(url) = project.row.text_if("url") {
        shown["url"] = url.into();
    }
    let types = types_of(&project.kind);
    shown["issueTypes"] = types
        .iter()
        .filter_map(|id| shapes.types.get(id).cloned())
        .collect();
    shown["components"] = component::of_project(turn, shapes, project.id)
        .await?
        .into();
    shown["versions"] = version::of_project(turn, shapes, project.id).await?.into();
    let roles = ROLES.iter().map(|(id, name, _)| {
        let url = shapes.link(turn, &format!("project/{}/role/{id}", project.id));
        ((*name).to_owned(), url)
    });
    shown["roles"] = Value::Object(roles.collect());
    shown["properties"] = json!({});
    Ok(shown)
}

/// The issue types of a kind of project.
pub(crate) fn types_of(kind: &str) -> &'static [i64] {
    match kind {
        "service_desk" => &[10002, 10005, 10006, 10004],
        "business" => &[10002, 10004, 10000],
        _ => &[10000, 10001, 10002, 10003, 10004],
    }
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    let shown = shown(turn, &mut shapes, &project).await?;
    Ok(Reply::ok(&shown))
}

/// Two to ten capital letters, digits and underscores, a letter first ("Create project").
fn is_key(key: &str) -> bool {
    (2..=10).contains(&key.len())
        && key.starts_with(|sign: char| sign.is_ascii_uppercase())
        && key
            .chars()
            .all(|sign| sign.is_ascii_uppercase() || sign.is_ascii_digit() || sign == '_')
}

const KEY_RULE: &str = "Project keys must start with an uppercase letter, followed by one or more uppercase alphanumeric characters.";

async fn check_key(turn: &mut Turn<'_>, key: &str) -> Result<(), Failure> {
    if !is_key(key) {
        return Err(Failure::field("projectKey", KEY_RULE));
    }
    let sql = "SELECT name FROM project WHERE key = ?";
    if let Some(row) = turn.database.row(sql, cells![key]).await? {
        let name = row.text("name");
        let message = format!("Project '{name}' uses this project key.");
        return Err(Failure::field("projectKey", message));
    }
    Ok(())
}

async fn valid_key(turn: &mut Turn<'_>) -> Outcome {
    let key = turn.parameter("key").unwrap_or_default();
    let valid = check_key(turn, &key).await.is_ok();
    Ok(Reply::ok(&json!(if valid {
        key
    } else {
        format!("{key}1")
    })))
}

async fn create(turn: &mut Turn<'_>) -> Outcome {
    rights::administrators_only(turn).await?;
    let body = turn.json();
    let key = body["key"].as_str().unwrap_or_default().to_owned();
    check_key(turn, &key).await?;
    let name = body["name"].as_str().unwrap_or_default().trim().to_owned();
    if name.is_empty() {
        let message = "You must specify a valid project name.";
        return Err(Failure::field("projectName", message));
    }
    let sql = "SELECT count(*) FROM project WHERE name = ? COLLATE NOCASE";
    if turn.database.count(sql, cells![&name]).await? > 0 {
        let message = "A project with that name already exists.";
        return Err(Failure::field("projectName", message));
    }
    let lead = body["leadAccountId"]
        .as_str()
        .or(turn.user())
        .map(str::to_owned);
    let Some(lead) = lead else {
        let message = "You must specify a valid project lead.";
        return Err(Failure::field("projectLead", message));
    };
    if people::account(&mut turn.database, &lead).await?.is_none() {
        let message = "You must specify a valid project lead.";
        return Err(Failure::field("projectLead", message));
    }
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    let kind = text("projectTypeKey").unwrap_or_else(|| "software".to_owned());
    if !["software", "business", "service_desk"].contains(&kind.as_str()) {
        let message = "An invalid project type was specified.";
        return Err(Failure::field("projectTypeKey", message));
    }
    let sql = "INSERT INTO project (key, name, description, type, lead, access, url, assignee_type)
        VALUES (?, ?, ?, ?, ?, 'open', ?, ?)";
    let cells = cells![
        &key,
        name,
        text("description").unwrap_or_default(),
        kind,
        &lead,
        text("url"),
        text("assigneeType").unwrap_or_else(|| "UNASSIGNED".to_owned()),
    ];
    let id = turn.database.insert(sql, cells).await?;
    let sql = "INSERT INTO project_member (project, role, account) VALUES (?, 'administrators', ?)";
    turn.database.run(sql, cells![id, lead]).await?;
    tell(turn, id, "project_created").await?;
    let shapes = Shapes::asked(turn).await?;
    let url = shapes.link(turn, &format!("project/{id}"));
    Ok(Reply::created(&json!({"self": url, "id": id, "key": key})))
}

async fn tell(turn: &mut Turn<'_>, id: i64, event: &'static str) -> Result<(), Failure> {
    let sql = "SELECT * FROM project WHERE id = ?";
    let Some(row) = turn.database.row(sql, cells![id]).await? else {
        return Ok(());
    };
    let mut shapes = Shapes::for_webhooks(turn).await?;
    let lead = shapes.person(turn, Some(&row.text("lead"))).await?;
    let mut project = shapes.projects.get(&id).cloned().unwrap_or_default();
    // In these events the id is a number.
    project["id"] = id.into();
    project["projectLead"] = lead;
    project["assigneeType"] = "admin.assignee.type.unassigned".into();
    turn.changed(event, None, json!({"project": project}));
    Ok(())
}

async fn edit(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    turn.authenticated()?;
    project.administered()?;
    let body = turn.json();
    if let Some(key) = body["key"].as_str().filter(|key| *key != project.key) {
        check_key(turn, key).await?;
        let sql = "UPDATE project SET key = ? WHERE id = ?";
        turn.database.run(sql, cells![key, project.id]).await?;
        let sql = "UPDATE issue SET key = ?1 || '-' || number WHERE project = ?2";
        turn.database.run(sql, cells![key, project.id]).await?;
    }
    for (member, column) in [
        ("name", "name"),
        ("description", "description"),
        ("leadAccountId", "lead"),
        ("url", "url"),
        ("assigneeType", "assignee_type"),
    ] {
        if let Some(text) = body[member].as_str() {
            let sql = format!("UPDATE project SET {column} = ? WHERE id = ?");
            turn.database.run(sql, cells![text, project.id]).await?;
        }
    }
    tell(turn, project.id, "project_updated").await?;
    let project = find(turn, &project.id.to_string()).await?;
    let mut shapes = Shapes::asked(turn).await?;
    let shown = shown(turn, &mut shapes, &project).await?;
    Ok(Reply::ok(&shown))
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    rights::administrators_only(turn).await?;
    tell(turn, project.id, "project_soft_deleted").await?;
    tell(turn, project.id, "project_deleted").await?;
    for sql in [
        "UPDATE issue SET deleted = 1 WHERE project = ?",
        "DELETE FROM version WHERE project = ?",
        "DELETE FROM component WHERE project = ?",
        "DELETE FROM board WHERE project = ?",
        "DELETE FROM project_member WHERE project = ?",
        "DELETE FROM project WHERE id = ?",
    ] {
        turn.database.run(sql, cells![project.id]).await?;
    }
    Ok(Reply::nothing())
}

async fn archive(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    rights::administrators_only(turn).await?;
    let sql = "UPDATE project SET archived = 1 WHERE id = ?";
    turn.database.run(sql, cells![project.id]).await?;
    tell(turn, project.id, "project_archived").await?;
    Ok(Reply::nothing())
}

async fn restore(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    rights::administrators_only(turn).await?;
    let sql = "UPDATE project SET archived = 0 WHERE id = ?";
    turn.database.run(sql, cells![project.id]).await?;
    tell(turn, project.id, "project_restored_archived").await?;
    get(turn).await
}

async fn statuses(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let statuses: Vec<&Value> = transition::statuses(&project.kind)
        .iter()
        .filter_map(|(id, _)| shapes.statuses.get(id))
        .collect();
    let types = types_of(&project.kind).iter();
    let types = types.filter_map(|id| shapes.types.get(id)).map(|it| {
        json!({
            "self": it["self"], "id": it["id"], "name": it["name"], "subtask": it["subtask"],
            "statuses": statuses,
        })
    });
    Ok(Reply::ok(&types.collect()))
}

/// The project roles: the id, the name, the name in the table.
const ROLES: [(i64, &str, &str); 4] = [
    (10002, "Administrators", "administrators"),
    (10003, "Member", "members"),
    (10004, "Viewer", "viewers"),
    (10005, "Service Desk Customers", "customers"),
];

async fn roles(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let roles = ROLES.iter().map(|(id, name, _)| {
        let url = shapes.link(turn, &format!("project/{}/role/{id}", project.id));
        ((*name).to_owned(), url)
    });
    Ok(Reply::ok(&Value::Object(roles.collect())))
}

async fn role_named(
    turn: &mut Turn<'_>,
) -> Result<(Project, &'static (i64, &'static str, &'static str)), Failure> {
    let project = named(turn).await?;
    let id = turn.value("id");
    let role = ROLES.iter().find(|(known, ..)| known.to_string() == id);
    let message = "Can not retrieve a role actor for a null project role.";
    Ok((project, role.ok_or_else(|| Failure::not_found(message))?))
}

async fn role(turn: &mut Turn<'_>) -> Outcome {
    let (project, (id, name, table)) = role_named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let sql = "SELECT account.id AS account, account.name AS person, user_group.id AS user_group,
        user_group.name AS team
        FROM project_member AS it LEFT JOIN account ON account.id = it.account
        LEFT JOIN user_group ON user_group.id = it.user_group
        WHERE project = ? AND role = ?";
    let rows = turn.database.rows(sql, cells![project.id, *table]).await?;
    let actors = (1..).zip(&rows).map(|(number, row)| match row.text_if("account") {
        Some(account) => json!({
            "id": number, "displayName": row.text("person"), "type": "atlassian-user-role-actor",
            "actorUser": {"accountId": account},
        }),
        None => json!({
            "id": number, "displayName": row.text("team"), "type": "atlassian-group-role-actor",
            "name": row.text("team"),
            "actorGroup": {
                "name": row.text("team"), "displayName": row.text("team"),
                "groupId": row.text("user_group"),
            },
        }),
    });
    let actors: Vec<Value> = actors.collect();
    Ok(Reply::ok(&json!({
        "self": shapes.link(turn, &format!("project/{}/role/{id}", project.id)),
        "name": name, "id": id, "description": "", "actors": actors,
    })))
}

async fn add_to_role(turn: &mut Turn<'_>) -> Outcome {
    let (project, (_, _, table)) = role_named(turn).await?;
    turn.authenticated()?;
    project.administered()?;
    let body = turn.json();
    for (member, column) in [("user", "account"), ("groupId", "user_group")] {
        for each in body[member].as_array().into_iter().flatten() {
            let sql =
                format!("INSERT INTO project_member (project, role, {column}) VALUES (?, ?, ?)");
            let cells = cells![project.id, *table, each.as_str().unwrap_or_default()];
            turn.database.run(sql, cells).await?;
        }
    }
    for each in body["group"].as_array().into_iter().flatten() {
        let sql = "INSERT INTO project_member (project, role, user_group)
            SELECT ?, ?, id FROM user_group WHERE name = ?";
        let cells = cells![project.id, *table, each.as_str().unwrap_or_default()];
        turn.database.run(sql, cells).await?;
    }
    role(turn).await
}

async fn remove_from_role(turn: &mut Turn<'_>) -> Outcome {
    let (project, (_, _, table)) = role_named(turn).await?;
    turn.authenticated()?;
    project.administered()?;
    for (parameter, condition) in [
        ("user", "account = ?"),
        ("groupId", "user_group = ?"),
        (
            "group",
            "user_group = (SELECT id FROM user_group WHERE name = ?)",
        ),
    ] {
        if let Some(value) = turn.parameter(parameter) {
            let sql = format!(
                "DELETE FROM project_member WHERE project = ? AND role = ? AND {condition}"
            );
            turn.database
                .run(sql, cells![project.id, *table, value])
                .await?;
        }
    }
    Ok(Reply::empty(StatusCode::NO_CONTENT))
}

async fn properties(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    crate::property::keys(turn, &project.entity()).await
}

async fn property(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    crate::property::shown(turn, &project.entity()).await
}

async fn set_property(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    turn.authenticated()?;
    project.administered()?;
    crate::property::put(turn, &project.entity()).await
}

async fn delete_property(turn: &mut Turn<'_>) -> Outcome {
    let project = named(turn).await?;
    turn.authenticated()?;
    project.administered()?;
    crate::property::delete(turn, &project.entity()).await
}

async fn types(turn: &mut Turn<'_>) -> Outcome {
    let _ = &turn;
    let types = [
        ("software", "Software"),
        ("service_desk", "Service"),
        ("business", "Business"),
    ];
    let types = types.map(|(key, name)| {
        json!({"key": key, "formattedKey": name, "descriptionI18nKey": "", "icon": "", "color": "#357DE8"})
    });
    Ok(Reply::ok(&json!(types)))
}

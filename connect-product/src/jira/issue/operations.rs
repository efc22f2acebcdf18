//! The operations on issues themselves.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::draft::{COLUMNS, Draft, item};
use super::fields::{self, FIELDS, Selection};
use super::{ABSENT, Issue, entity, find, for_webhooks, named, touch};
use crate::failure::Failure;
use crate::jira::rights::Level;
use crate::jira::shapes::Shapes;
use crate::jira::{changelog, comment, link, project, transition, worklog};
use crate::operations::{Answered, operations};
use crate::people;
use crate::property;
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/issue/{issueIdOrKey}" => get;
    Post "/rest/api/3/issue" => create;
    Put "/rest/api/3/issue/{issueIdOrKey}" => edit;
    Delete "/rest/api/3/issue/{issueIdOrKey}" => delete;
    Put "/rest/api/3/issue/{issueIdOrKey}/assignee" => assign;
    Post "/rest/api/3/issue/bulk" => create_many;
    Post "/rest/api/3/issue/bulkfetch" => get_many;
    Get "/rest/api/3/issue/{issueIdOrKey}/editmeta" => edit_meta;
    Get "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes" => create_types;
    Get "/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}" => create_fields;
    Get "/rest/api/3/issue/{issueIdOrKey}/properties" => properties;
    Get "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}" => property;
    Put "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}" => set_property;
    Delete "/rest/api/3/issue/{issueIdOrKey}/properties/{propertyKey}" => delete_property;
    Get "/rest/agile/1.0/issue/{issueIdOrKey}" => get;
};

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let issue = named(turn).await?;
    let selection = Selection::of(&turn.names("fields"), "*all");
    let mut shapes = Shapes::asked(turn).await?;
    let mut shown = fields::shown(turn, &mut shapes, &issue.row, &selection).await?;
    let expand = turn.names("expand");
    let keys = turn.names("properties");
    expanded(turn, &mut shapes, &issue, &selection, &expand, &mut shown).await?;
    if !keys.is_empty() {
        shown["properties"] = with_properties(turn, issue.id, &keys).await?;
    }
    Ok(Reply::ok(&shown))
}

/// The properties that a request asks for, by their keys.
pub(crate) async fn with_properties(
    turn: &mut Turn<'_>,
    issue: i64,
    keys: &[String],
) -> Result<Value, Failure> {
    let all = property::of(&mut turn.database, &entity(issue)).await?;
    let wanted = |key: &String| keys.iter().any(|it| it == key || it == "*all");
    let wanted = all.into_iter().filter(|it| wanted(&it.key));
    Ok(Value::Object(wanted.map(|it| (it.key, it.value)).collect()))
}

/// Adds what `expand` requests.
pub(crate) async fn expanded(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    issue: &Issue,
    selection: &Selection,
    expand: &[String],
    shown: &mut Value,
) -> Result<(), Failure> {
    for name in expand {
        match name.as_str() {
            "names" => shown["names"] = fields::names_and_schemas(turn, selection).await?.0,
            "schema" => shown["schema"] = fields::names_and_schemas(turn, selection).await?.1,
            "renderedFields" => shown["renderedFields"] = fields::rendered(&issue.row, selection),
            "changelog" => {
                let histories = changelog::of_issue(turn, shapes, issue.id).await?;
                shown["changelog"] = json!({
                    "startAt": 0, "maxResults": histories.len(), "total": histories.len(),
                    "histories": histories.into_iter().rev().collect::<Vec<_>>(),
                });
            }
            "transitions" => {
                let all = transition::of_issue(turn, shapes, issue, false).await?;
                shown["transitions"] = Value::Array(all);
            }
            "editmeta" => shown["editmeta"] = meta(turn, shapes, issue.project).await?,
            "operations" => shown["operations"] = json!({"linkGroups": []}),
            _ => {}
        }
    }
    Ok(())
}

const MAY_NOT_EDIT: &str = "You do not have permission to edit issues in this project.";

async fn create(turn: &mut Turn<'_>) -> Outcome {
    let body = turn.json();
    let (id, key) = make(turn, &body).await?;
    let shapes = Shapes::asked(turn).await?;
    Ok(Reply::created(&json!({
        "id": id.to_string(),
        "key": key,
        "self": shapes.link(turn, &format!("issue/{id}")),
    })))
}

async fn create_many(turn: &mut Turn<'_>) -> Outcome {
    let body = turn.json();
    let shapes = Shapes::asked(turn).await?;
    let (mut made, mut errors) = (Vec::new(), Vec::new());
    let updates = body["issueUpdates"].as_array().cloned().unwrap_or_default();
    if updates.len() > 50 {
        let message = "The maximum number of issues that can be created at once is 50.";
        return Err(Failure::bad_request(message));
    }
    for (index, each) in updates.iter().enumerate() {
        match make(turn, each).await {
            Ok((id, key)) => made.push(json!({
                "id": id.to_string(), "key": key,
                "self": shapes.link(turn, &format!("issue/{id}")),
            })),
            Err(Failure::Refused {
                status,
                messages,
                fields,
            }) => errors.push(json!({
                "status": status.as_u16(),
                "elementErrors": {"errorMessages": messages, "errors": fields},
                "failedElementNumber": index,
            })),
            Err(failure) => return Err(failure),
        }
    }
    let status = if made.is_empty() && !errors.is_empty() {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::CREATED
    };
    Ok(Reply::json(
        status,
        &json!({"issues": made, "errors": errors}),
    ))
}

/// Creates an issue from a request's `fields`, `update` and `properties`.
pub(crate) async fn make(turn: &mut Turn<'_>, body: &Value) -> Result<(i64, String), Failure> {
    turn.authenticated()?;
    let fields = body["fields"].as_object().cloned().unwrap_or_default();
    let given = fields.get("project").cloned().unwrap_or_default();
    let project = match given["id"].as_str().or(given["key"].as_str()) {
        Some(text) => project::find(turn, text).await.ok(),
        None => None,
    };
    let message = "Specify a valid project ID or key";
    let project = project.ok_or_else(|| Failure::field("project", message))?;
    if project.level < Level::Work {
        let message = "You cannot create issues in this project.";
        return Err(Failure::field("project", message));
    }
    if project.archived {
        let message = "Issues cannot be created in an archived project.";
        return Err(Failure::field("project", message));
    }
    let mut draft = Draft {
        project: project.id,
        priority: Some(3),
        reporter: turn.user().map(str::to_owned),
        ..Draft::default()
    };
    let mut faults = Faults::default();
    if !fields.contains_key("issuetype") {
        faults.add(Failure::field("issuetype", "Specify an issue type"))?;
    }
    if !fields.contains_key("summary") {
        let message = "You must specify a summary of the issue.";
        faults.add(Failure::field("summary", message))?;
    }
    // The type first: what a parent may be depends on it.
    for (field, value) in fields.iter().filter(|(field, _)| *field == "issuetype") {
        faults.note(draft.set(turn, field, value).await)?;
    }
    for (field, value) in &fields {
        if field != "project" && field != "issuetype" {
            faults.note(draft.set(turn, field, value).await)?;
        }
    }
    let beside = apply_updates(turn, &mut draft, body, &mut faults).await?;
    faults.refuse()?;
    check_parent(turn, &draft).await?;
    if draft.reporter.as_deref() != turn.user() && fields.contains_key("reporter") {
        let message = "You do not have permission to set the reporter.";
        if project.level < Level::Administer {
            return Err(Failure::field("reporter", message));
        }
    }
    let (id, key) = raise(turn, &draft, &project.key, &project.kind).await?;
    for each in body["properties"].as_array().into_iter().flatten() {
        if let Some(name) = each["key"].as_str() {
            property::set(&mut turn.database, &entity(id), name, &each["value"]).await?;
        }
    }
    if let Ok(issue) = find(turn, &id.to_string()).await {
        beside.done(turn, &issue).await?;
    }
    Ok((id, key))
}

/// Stores a new issue, and reports it to webhooks.
pub(crate) async fn raise(
    turn: &mut Turn<'_>,
    draft: &Draft,
    project_key: &str,
    project_kind: &str,
) -> Result<(i64, String), Failure> {
    let (id, key) = insert(turn, draft, draft.project, project_key, project_kind).await?;
    let shown_issue = for_webhooks(turn, id).await?;
    let user = acting_user(turn).await?;
    turn.changed(
        "jira:issue_created",
        Some(id),
        json!({
            "user": user,
            "issue_event_type_name": "issue_created",
            "issue": shown_issue,
            "changelog": {"id": id.to_string(), "items": [
                item("status", (None, None), (Some("1".to_owned()), Some("To Do".to_owned()))),
            ]},
        }),
    );
    Ok((id, key))
}

/// Stores a new issue.
pub(crate) async fn insert(
    turn: &mut Turn<'_>,
    draft: &Draft,
    project: i64,
    project_key: &str,
    project_kind: &str,
) -> Result<(i64, String), Failure> {
    let sql = "UPDATE project SET last_number = last_number + 1 WHERE id = ?";
    turn.database.run(sql, cells![project]).await?;
    let sql = "SELECT last_number FROM project WHERE id = ?";
    let number = turn.database.count(sql, cells![project]).await?;
    let key = format!("{project_key}-{number}");
    let now = turn.now();
    let creator = turn.user().map(str::to_owned);
    let mut cells = draft.cells();
    cells.extend(cells![
        &key,
        number,
        transition::first(project_kind),
        creator.clone(),
        now,
        now
    ]);
    let marks = vec!["?"; cells.len()].join(", ");
    let columns = COLUMNS.join(", ");
    let sql = format!(
        "INSERT INTO issue ({columns}, key, number, status, creator, created, updated)
         VALUES ({marks})"
    );
    let id = turn.database.insert(sql, cells).await?;
    draft.store_lists(turn, id).await?;
    if let Some(creator) = creator {
        let sql = "INSERT OR IGNORE INTO watcher (issue, account) VALUES (?, ?)";
        turn.database.run(sql, cells![id, creator]).await?;
    }
    Ok((id, key))
}

async fn check_parent(turn: &mut Turn<'_>, draft: &Draft) -> Result<(), Failure> {
    let sql = "SELECT level FROM issue_type WHERE id = ?";
    let level = turn.database.count(sql, cells![draft.kind]).await?;
    match draft.parent {
        None if level < 0 => {
            let message = "Issue type is a sub-task but parent issue key or id not specified.";
            Err(Failure::field("issuetype", message))
        }
        None => Ok(()),
        Some(parent) => {
            let sql = "SELECT level FROM issue JOIN issue_type ON issue_type.id = issue.type
                WHERE issue.id = ?";
            if turn.database.count(sql, cells![parent]).await? == level + 1 {
                return Ok(());
            }
            let message = "Given parent work item does not belong to appropriate hierarchy.";
            Err(Failure::field("parentId", message))
        }
    }
}

async fn edit(turn: &mut Turn<'_>) -> Outcome {
    let issue = named(turn).await?;
    turn.authenticated()?;
    issue.needs(Level::Work, MAY_NOT_EDIT)?;
    let body = turn.json();
    change(turn, &issue, &body).await?;
    for each in body["properties"].as_array().into_iter().flatten() {
        if let Some(name) = each["key"].as_str() {
            property::set(&mut turn.database, &entity(issue.id), name, &each["value"]).await?;
        }
    }
    if let Some(id) = body["transition"]["id"].as_str() {
        transition::go(turn, &issue, id, &Map::new()).await?;
    }
    if turn.flag("returnIssue", false) {
        return get(turn).await;
    }
    Ok(Reply::nothing())
}

/// Changes an issue by a request's `fields` and `update`, and returns the items of its
/// changelog.
pub(crate) async fn change(
    turn: &mut Turn<'_>,
    issue: &Issue,
    body: &Value,
) -> Result<Vec<Value>, Failure> {
    let before = Draft::read(turn, &issue.row).await?;
    let mut after = before.clone();
    let mut faults = Faults::default();
    let fields = body["fields"].as_object().cloned().unwrap_or_default();
    for (field, value) in &fields {
        faults.note(after.set(turn, field, value).await)?;
    }
    let beside = apply_updates(turn, &mut after, body, &mut faults).await?;
    faults.refuse()?;
    if after.parent != before.parent || after.kind != before.kind {
        check_parent(turn, &after).await?;
    }
    if after.reporter != before.reporter && issue.level < Level::Administer {
        let message = "You do not have permission to modify the reporter.";
        return Err(Failure::field("reporter", message));
    }
    let items = store(turn, issue.id, &before, &after).await?;
    if !items.is_empty() {
        tell(turn, issue.id, &items).await?;
    }
    beside.done(turn, issue).await?;
    Ok(items)
}

/// Stores the changed draft of an existing issue, and its changes in the history.
pub(crate) async fn store(
    turn: &mut Turn<'_>,
    id: i64,
    before: &Draft,
    after: &Draft,
) -> Result<Vec<Value>, Failure> {
    let items = before.items(turn, after).await?;
    if items.is_empty() {
        return Ok(items);
    }
    let settings = COLUMNS.map(|column| format!("{column} = ?")).join(", ");
    let mut cells = after.cells();
    cells.push(id.into());
    let sql = format!("UPDATE issue SET {settings} WHERE id = ?");
    turn.database.run(sql, cells).await?;
    after.store_lists(turn, id).await?;
    touch(turn, id).await?;
    Ok(items)
}

/// Stores a change of an issue in its history, and reports it to webhooks.
pub(crate) async fn tell(turn: &mut Turn<'_>, id: i64, items: &[Value]) -> Result<(), Failure> {
    let history = changelog::keep(turn, id, items).await?;
    let issue = for_webhooks(turn, id).await?;
    let user = acting_user(turn).await?;
    let status = items.iter().any(|item| item["field"] == "status");
    let assignee = items.iter().any(|item| item["field"] == "assignee");
    let kind = match (status, assignee) {
        (true, _) => "issue_generic",
        (_, true) => "issue_assigned",
        _ => "issue_updated",
    };
    turn.changed(
        "jira:issue_updated",
        Some(id),
        json!({
            "user": user,
            "issue_event_type_name": kind,
            "issue": issue,
            "changelog": {"id": history.to_string(), "items": items},
        }),
    );
    Ok(())
}

/// The user who makes a change, as in webhooks.
pub(crate) async fn acting_user(turn: &mut Turn<'_>) -> Result<Value, Failure> {
    let user = turn.user().map(str::to_owned);
    let Some(user) = user else {
        return Ok(Value::Null);
    };
    match people::account(&mut turn.database, &user).await? {
        Some(account) => {
            let mut shown = account.shown(turn);
            shown["self"] = turn
                .link(&format!("/rest/api/2/user?accountId={user}"))
                .into();
            Ok(shown)
        }
        None => Ok(Value::Null),
    }
}

/// What an `update` does in addition to setting fields: comments, links, worklogs.
#[derive(Default)]
struct Beside {
    comments: Vec<Value>,
    links: Vec<Value>,
    worklogs: Vec<Value>,
}

impl Beside {
    async fn done(self, turn: &mut Turn<'_>, issue: &Issue) -> Result<(), Failure> {
        for body in self.comments {
            comment::make(turn, issue, &body).await?;
        }
        for body in self.worklogs {
            worklog::make(turn, issue, &body).await?;
        }
        for mut body in self.links {
            // The issue itself is at the end that is not named.
            let side = if body.get("outwardIssue").is_some() {
                "inwardIssue"
            } else {
                "outwardIssue"
            };
            body[side] = json!({"key": issue.key});
            link::make(turn, &body).await?;
        }
        Ok(())
    }
}

async fn apply_updates(
    turn: &mut Turn<'_>,
    draft: &mut Draft,
    body: &Value,
    faults: &mut Faults,
) -> Result<Beside, Failure> {
    let mut beside = Beside::default();
    let updates = body["update"].as_object().cloned().unwrap_or_default();
    for (field, verbs) in &updates {
        for each in verbs.as_array().into_iter().flatten() {
            for (verb, value) in each.as_object().into_iter().flatten() {
                match (field.as_str(), verb.as_str()) {
                    ("comment", "add") => beside.comments.push(value.clone()),
                    ("issuelinks", "add") => beside.links.push(value.clone()),
                    ("worklog", "add") => beside.worklogs.push(value.clone()),
                    _ => faults.note(draft.update(turn, field, verb, value).await)?,
                }
            }
        }
    }
    Ok(beside)
}

/// Everything that is wrong with the fields in a request.
#[derive(Default)]
struct Faults(Map<String, Value>);

impl Faults {
    fn note(&mut self, outcome: Result<(), Failure>) -> Result<(), Failure> {
        match outcome {
            Ok(()) => Ok(()),
            Err(failure) => self.add(failure),
        }
    }

    fn add(&mut self, failure: Failure) -> Result<(), Failure> {
        match failure {
            Failure::Refused { fields, .. } if !fields.is_empty() => {
                self.0.extend(fields);
                Ok(())
            }
            failure => Err(failure),
        }
    }

    fn refuse(self) -> Result<(), Failure> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(Failure::Refused {
            status: StatusCode::BAD_REQUEST,
            messages: Vec::new(),
            fields: self.0,
        })
    }
}

async fn delete(turn: &mut Turn<'_>) -> Outcome {
    let issue = named(turn).await?;
    turn.authenticated()?;
    let message = "You do not have permission to delete issues in this project.";
    issue.needs(Level::Administer, message)?;
    let sql = "SELECT issue.id FROM issue JOIN issue_type ON issue_type.id = issue.type
        WHERE parent = ? AND level < 0 AND deleted = 0";
    let subtasks = turn.database.rows(sql, cells![issue.id]).await?;
    if !subtasks.is_empty() && !turn.flag("deleteSubtasks", false) {
        let message = format!(
            "The issue '{}' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks.",
            issue.key
        );
        return Err(Failure::bad_request(message));
    }
    for subtask in subtasks {
        remove(turn, subtask.number("id")).await?;
    }
    remove(turn, issue.id).await?;
    Ok(Reply::nothing())
}

/// Deletes an issue: its row stays, for webhooks.
pub(crate) async fn remove(turn: &mut Turn<'_>, id: i64) -> Result<(), Failure> {
    let issue = for_webhooks(turn, id).await?;
    let user = acting_user(turn).await?;
    let sql = "UPDATE issue SET deleted = 1 WHERE id = ?";
    turn.database.run(sql, cells![id]).await?;
    let sql = "DELETE FROM issue_link WHERE source = ?1 OR destination = ?1";
    turn.database.run(sql, cells![id]).await?;
    let body = json!({"user": user, "issue": issue});
    turn.changed("jira:issue_deleted", Some(id), body);
    Ok(())
}

async fn assign(turn: &mut Turn<'_>) -> Outcome {
    let issue = named(turn).await?;
    turn.authenticated()?;
    let message = "You do not have permission to assign issues.";
    issue.needs(Level::Work, message)?;
    let body = turn.json();
    change(turn, &issue, &json!({"fields": {"assignee": body}})).await?;
    Ok(Reply::nothing())
}

/// The maximum in one request ("Bulk fetch issues").
const MOST_FETCHED: usize = 100;

async fn get_many(turn: &mut Turn<'_>) -> Outcome {
    let body = turn.json();
    let texts = |name: &str| -> Vec<String> {
        let list = body[name].as_array().into_iter().flatten();
        list.filter_map(|it| it.as_str().map(str::to_owned))
            .collect()
    };
    let asked = texts("issueIdsOrKeys");
    if asked.len() > MOST_FETCHED {
        let message = "The maximum number of issues that can be fetched at once is 100.";
        return Err(Failure::bad_request(message));
    }
    let selection = Selection::of(&texts("fields"), "*navigable");
    let (expand, keys) = (texts("expand"), texts("properties"));
    let mut shapes = Shapes::asked(turn).await?;
    let (mut issues, mut errors) = (Vec::new(), Vec::new());
    for name in asked {
        match find(turn, &name).await {
            Ok(issue) => {
                let mut shown = fields::shown(turn, &mut shapes, &issue.row, &selection).await?;
                expanded(turn, &mut shapes, &issue, &selection, &expand, &mut shown).await?;
                if !keys.is_empty() {
                    shown["properties"] = with_properties(turn, issue.id, &keys).await?;
                }
                issues.push(shown);
            }
            Err(Failure::Refused { .. }) => errors.push(json!({
                "id": name, "errorMessage": ABSENT,
            })),
            Err(failure) => return Err(failure),
        }
    }
    Ok(Reply::ok(&json!({"issues": issues, "issueErrors": errors})))
}

async fn edit_meta(turn: &mut Turn<'_>) -> Outcome {
    let issue = named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let meta = meta(turn, &shapes, issue.project).await?;
    Ok(Reply::ok(&meta))
}

/// The fields that can be set, with their allowed values.
async fn meta(turn: &mut Turn<'_>, shapes: &Shapes, project: i64) -> Result<Value, Failure> {
    let mut all = Map::new();
    for (id, name, schema) in settable(turn).await? {
        let several = schema["type"] == "array";
        let verbs = if several {
            json!(["add", "set", "remove"])
        } else {
            json!(["set"])
        };
        let required = id == "summary" || id == "issuetype";
        let mut about = json!({
            "required": required,
            "schema": schema,
            "name": name,
            "key": id,
            "operations": verbs,
        });
        let allowed: Option<Vec<Value>> = match id.as_str() {
            "issuetype" => Some(shapes.types.values().cloned().collect()),
            "priority" => Some(shapes.priorities.values().cloned().collect()),
            "resolution" => Some(shapes.resolutions.values().cloned().collect()),
            "components" | "versions" | "fixVersions" => {
                let table = if id == "components" {
                    "component"
                } else {
                    "version"
                };
                let sql = format!("SELECT * FROM {table} WHERE project = ? ORDER BY id");
                let rows = turn.database.rows(sql, cells![project]).await?;
                let shape = if table == "component" {
                    crate::jira::shapes::component_of_issue
                } else {
                    crate::jira::shapes::version_of_issue
                };
                Some(
                    rows.iter()
                        .map(|row| shape(turn, shapes.api, row))
                        .collect(),
                )
            }
            _ => None,
        };
        if let Some(allowed) = allowed {
            about["allowedValues"] = Value::Array(allowed);
        }
        all.insert(id, about);
    }
    Ok(json!({"fields": all}))
}

async fn settable(turn: &mut Turn<'_>) -> Result<Vec<(String, String, Value)>, Failure> {
    let system = FIELDS
        .iter()
        .filter(|field| field.editable && field.id != "project");
    let system = system.map(|field| (field.id.to_owned(), field.name.to_owned(), field.schema()));
    let mut all: Vec<_> = system.collect();
    let customs = turn
        .database
        .rows("SELECT * FROM custom_field ORDER BY id", cells![]);
    all.extend(customs.await?.iter().map(fields::custom));
    Ok(all)
}

async fn create_types(turn: &mut Turn<'_>) -> Outcome {
    project::named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let types: Vec<&Value> = shapes.types.values().collect();
    Ok(Reply::ok(&json!({
        "startAt": 0, "maxResults": 50, "total": types.len(), "issueTypes": types,
    })))
}

async fn create_fields(turn: &mut Turn<'_>) -> Outcome {
    let project = project::named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let kind = turn.value("issueTypeId").parse::<i64>().ok();
    if !kind.is_some_and(|kind| shapes.types.contains_key(&kind)) {
        return Err(Failure::not_found("The issue type does not exist."));
    }
    let meta = meta(turn, &shapes, project.id).await?;
    let fields = meta["fields"].as_object().cloned().unwrap_or_default();
    let fields: Vec<Value> = fields
        .into_iter()
        .map(|(id, mut about)| {
            about["fieldId"] = id.into();
            about
        })
        .collect();
    Ok(Reply::ok(&json!({
        "startAt": 0, "maxResults": 50, "total": fields.len(), "fields": fields,
    })))
}

async fn properties(turn: &mut Turn<'_>) -> Outcome {
    let issue = named(turn).await?;
    property::keys(turn, &issue.entity()).await
}

async fn property(turn: &mut Turn<'_>) -> Outcome {
    let issue = named(turn).await?;
    property::shown(turn, &issue.entity()).await
}

async fn set_property(turn: &mut Turn<'_>) -> Outcome {
    let issue = named(turn).await?;
    turn.authenticated()?;
    issue.needs(Level::Work, MAY_NOT_EDIT)?;
    let reply = property::put(turn, &issue.entity()).await?;
    tell_property(turn, &issue, "issue_property_set").await?;
    Ok(reply)
}

async fn delete_property(turn: &mut Turn<'_>) -> Outcome {
    let issue = named(turn).await?;
    turn.authenticated()?;
    issue.needs(Level::Work, MAY_NOT_EDIT)?;
    let reply = property::delete(turn, &issue.entity()).await?;
    tell_property(turn, &issue, "issue_property_deleted").await?;
    Ok(reply)
}

async fn tell_property(
    turn: &mut Turn<'_>,
    issue: &Issue,
    event: &'static str,
) -> Result<(), Failure> {
    let key = turn.value("propertyKey");
    let body = json!({
        "user": acting_user(turn).await?,
        "issue": for_webhooks(turn, issue.id).await?,
        "property": {"key": key, "value": turn.json()},
    });
    turn.changed(event, Some(issue.id), body);
    Ok(())
}

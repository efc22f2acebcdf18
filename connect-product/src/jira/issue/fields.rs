//! The fields of issues: which ones exist, and which a response contains.

use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::jira::shapes::{self, Shapes};
use crate::jira::{moment, text};
use crate::turn::{Row, Turn, cells};

/// A field of every Jira.
pub(crate) struct System {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// The type in its schema; for a list, the type of its items.
    pub(crate) holds: &'static str,
    pub(crate) several: bool,
    /// Whether a list of issues shows it by default.
    pub(crate) navigable: bool,
    /// Whether a request may set it.
    pub(crate) editable: bool,
    /// Its names in JQL.
    pub(crate) clauses: &'static [&'static str],
}

macro_rules! fields {
    ($($id:literal $name:literal $holds:literal $several:literal $navigable:literal $editable:literal $clauses:expr;)*) => {
        [$(System {
            id: $id, name: $name, holds: $holds, several: $several, navigable: $navigable,
            editable: $editable, clauses: &$clauses,
        }),*]
    };
}

#[rustfmt::skip]
pub(crate) const FIELDS: [System; 33] = fields! {
    "statuscategorychangedate" "Status Category Changed" "datetime" false true false ["statusCategoryChangedDate"];
    "issuetype" "Issue Type" "issuetype" false true true ["issuetype", "type"];
    "parent" "Parent" "issuelink" false true true ["parent"];
    "timespent" "Time Spent" "number" false false false ["timespent"];
    "project" "Project" "project" false true true ["project"];
    "fixVersions" "Fix versions" "version" true true true ["fixVersion"];
    "resolution" "Resolution" "resolution" false true true ["resolution"];
    "resolutiondate" "Resolved" "datetime" false true false ["resolutiondate", "resolved"];
    "watches" "Watchers" "watches" false true false ["watchers"];
    "created" "Created" "datetime" false true false ["created", "createdDate"];
    "priority" "Priority" "priority" false true true ["priority"];
    "labels" "Labels" "string" true true true ["labels"];
    "timeestimate" "Remaining Estimate" "number" false false false ["remainingEstimate", "timeestimate"];
    "timeoriginalestimate" "Original estimate" "number" false false false ["originalEstimate", "timeoriginalestimate"];
    "versions" "Affects versions" "version" true true true ["affectedVersion"];
    "issuelinks" "Linked Issues" "issuelinks" true true false ["issueLink"];
    "assignee" "Assignee" "user" false true true ["assignee"];
    "updated" "Updated" "datetime" false true false ["updated", "updatedDate"];
    "status" "Status" "status" false true false ["status"];
    "components" "Components" "component" true true true ["component"];
    "description" "Description" "string" false true true ["description"];
    "timetracking" "Time tracking" "timetracking" false false true [];
    "attachment" "Attachment" "attachment" true false false ["attachments"];
    "summary" "Summary" "string" false true true ["summary"];
    "creator" "Creator" "user" false true false ["creator"];
    "subtasks" "Sub-tasks" "issuelinks" true true false ["subtasks"];
    "reporter" "Reporter" "user" false true true ["reporter"];
    "environment" "Environment" "string" false true true ["environment"];
    "duedate" "Due date" "date" false true true ["due", "duedate"];
    "progress" "Progress" "progress" false true false ["progress"];
    "votes" "Votes" "votes" false true false ["votes"];
    "comment" "Comment" "comments-page" false false false ["comment"];
    "worklog" "Log Work" "worklog" true false false [];
};

/// The custom field with the sprints of an issue.
pub(crate) const SPRINT: &str = "customfield_10020";

/// Which fields a response contains.
#[derive(Debug, Clone)]
pub(crate) struct Selection {
    /// `*all`, `*navigable` or nothing.
    base: Base,
    with: Vec<String>,
    without: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    All,
    Navigable,
    Nothing,
}

impl Selection {
    /// The selection in a request's `fields`; `default` if there are none.
    pub(crate) fn of(names: &[String], default: &str) -> Selection {
        let mut selection = Selection {
            base: Base::Nothing,
            with: Vec::new(),
            without: Vec::new(),
        };
        let defaults = [default.to_owned()];
        let only_without = names.iter().all(|name| name.starts_with('-'));
        let names = names.iter().chain(defaults.iter().filter(|_| only_without));
        for name in names {
            match (name.as_str(), name.strip_prefix('-')) {
                ("*all", _) => selection.base = Base::All,
                ("*navigable", _) => selection.base = Base::Navigable,
                (_, Some(name)) => selection.without.push(name.to_owned()),
                (name, None) => selection.with.push(name.to_owned()),
            }
        }
        selection
    }

    /// All fields except these.
    pub(crate) fn all_but(names: &[&str]) -> Selection {
        Selection {
            base: Base::All,
            with: Vec::new(),
            without: names.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    pub(crate) fn has(&self, id: &str) -> bool {
        let is = |name: &String| name.eq_ignore_ascii_case(id);
        if self.without.iter().any(is) {
            return false;
        }
        self.with.iter().any(is)
            || match self.base {
                Base::All => true,
                Base::Nothing => false,
                Base::Navigable => FIELDS
                    .iter()
                    .find(|field| field.id == id)
                    .is_none_or(|field| field.navigable),
            }
    }

    /// Whether no field is requested.
    pub(crate) fn is_empty(&self) -> bool {
        let of_issue = |name: &String| name == "id" || name == "key";
        self.base == Base::Nothing && self.with.iter().all(of_issue)
    }
}

/// An issue as JSON for a response.
pub(crate) async fn shown(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    row: &Row,
    selection: &Selection,
) -> Result<Value, Failure> {
    let id = row.number("id");
    let mut issue = json!({
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": id.to_string(),
        "self": shapes.link(turn, &format!("issue/{id}")),
        "key": row.text("key"),
    });
    if !selection.is_empty() {
        issue["fields"] = Value::Object(all(turn, shapes, row, selection).await?);
    }
    Ok(issue)
}

/// The selected fields of an issue.
async fn all(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    row: &Row,
    selection: &Selection,
) -> Result<Map<String, Value>, Failure> {
    let mut fields = Map::new();
    for field in &FIELDS {
        if !selection.has(field.id) || field.id == "parent" && row.number_if("parent").is_none() {
            continue;
        }
        let value = one(turn, shapes, row, field.id).await?;
        fields.insert(field.id.to_owned(), value);
    }
    let kept = row.json("fields");
    let customs = turn
        .database
        .rows("SELECT id FROM custom_field ORDER BY id", cells![]);
    for custom in customs.await? {
        let id = format!("customfield_{}", custom.number("id"));
        if !selection.has(&id) {
            continue;
        }
        let value = if id == SPRINT {
            sprints(turn, row.number("id")).await?
        } else {
            kept[&id].clone()
        };
        fields.insert(id, value);
    }
    Ok(fields)
}

async fn one(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    row: &Row,
    field: &str,
) -> Result<Value, Failure> {
    let id = row.number("id");
    let shared = |of: &std::collections::BTreeMap<i64, Value>, column: &str| {
        let found = row.number_if(column).and_then(|id| of.get(&id));
        found.cloned().unwrap_or_default()
    };
    let moment = |column: &str| row.number_if(column).map(moment::platform);
    Ok(match field {
        "issuetype" => shared(&shapes.types, "type"),
        "project" => shared(&shapes.projects, "project"),
        "status" => shared(&shapes.statuses, "status"),
        "priority" => shared(&shapes.priorities, "priority"),
        "resolution" => shared(&shapes.resolutions, "resolution"),
        "summary" => row.text("summary").into(),
        "description" => shapes.text(&row.json("description")),
        "environment" => shapes.text(&row.json("fields")["environment"]),
        "created" | "updated" => moment(field).into(),
        "resolutiondate" => moment("resolved").into(),
        "statuscategorychangedate" => moment("updated").into(),
        "duedate" => row.text_if("due").into(),
        "timeoriginalestimate" | "timeestimate" | "timespent" | "timetracking" | "progress" => {
            time(turn, row, field).await?
        }
        "assignee" | "reporter" | "creator" => {
            let account = row.text_if(field);
            shapes.person(turn, account.as_deref()).await?
        }
        "parent" => match row.number_if("parent") {
            Some(parent) => brief(turn, shapes, parent).await?,
            None => Value::Null,
        },
        "labels" => {
            let sql = "SELECT label FROM issue_label WHERE issue = ? ORDER BY label";
            let rows = turn.database.rows(sql, cells![id]).await?;
            rows.iter().map(|row| row.text("label")).collect()
        }
        "components" => {
            let sql = "SELECT component.* FROM component JOIN issue_component ON component = id
                WHERE issue = ? ORDER BY name";
            let rows = turn.database.rows(sql, cells![id]).await?;
            let each = rows.iter();
            each.map(|row| shapes::component_of_issue(turn, shapes.api, row))
                .collect()
        }
        "fixVersions" | "versions" => {
            let kind = if field == "versions" {
                "affects"
            } else {
                "fix"
            };
            let sql = "SELECT version.* FROM version JOIN issue_version AS it ON it.version = id
                WHERE issue = ? AND kind = ? ORDER BY position";
            let rows = turn.database.rows(sql, cells![id, kind]).await?;
            let each = rows.iter();
            each.map(|row| shapes::version_of_issue(turn, shapes.api, row))
                .collect()
        }
        "subtasks" => {
            let sql = "SELECT issue.id FROM issue JOIN issue_type ON issue_type.id = issue.type
                WHERE parent = ? AND level < 0 AND deleted = 0 ORDER BY issue.id";
            let mut subtasks = Vec::new();
            for row in turn.database.rows(sql, cells![id]).await? {
                subtasks.push(brief(turn, shapes, row.number("id")).await?);
            }
            subtasks.into()
        }
        "issuelinks" => crate::jira::link::of_issue(turn, shapes, id).await?,
        "attachment" => crate::jira::attachment::of_issue(turn, shapes, id).await?,
        "votes" => crate::jira::vote::votes(turn, shapes, row, None).await?,
        "watches" => crate::jira::vote::watches(turn, shapes, row, None).await?,
        "comment" => crate::jira::comment::of_issue(turn, shapes, id).await?,
        "worklog" => crate::jira::worklog::of_issue(turn, shapes, id).await?,
        _ => Value::Null,
    })
}

async fn time(turn: &mut Turn<'_>, row: &Row, field: &str) -> Result<Value, Failure> {
    let sql = "SELECT sum(seconds) FROM worklog WHERE issue = ?";
    let spent = turn.database.count(sql, cells![row.number("id")]).await?;
    let spent = Some(spent).filter(|spent| *spent > 0);
    let original = row.number_if("estimate");
    let remaining = original.map(|original| (original - spent.unwrap_or(0)).max(0));
    Ok(match field {
        "timeoriginalestimate" => original.into(),
        "timeestimate" => remaining.into(),
        "timespent" => spent.into(),
        "progress" => {
            let total = spent.unwrap_or(0) + remaining.unwrap_or(0);
            let mut progress = json!({"progress": spent.unwrap_or(0), "total": total});
            if total > 0 {
                progress["percent"] = (spent.unwrap_or(0) * 100 / total).into();
            }
            progress
        }
        _ => {
            let mut tracking = Map::new();
            for (name, seconds) in [
                ("originalEstimate", original),
                ("remainingEstimate", remaining),
                ("timeSpent", spent),
            ] {
                if let Some(seconds) = seconds {
                    tracking.insert(name.to_owned(), moment::duration_text(seconds).into());
                    tracking.insert(format!("{name}Seconds"), seconds.into());
                }
            }
            Value::Object(tracking)
        }
    })
}

/// An issue that another refers to: what a reader needs to recognize it.
pub(crate) async fn brief(turn: &mut Turn<'_>, shapes: &Shapes, id: i64) -> Result<Value, Failure> {
    let sql = "SELECT id, key, summary, status, priority, type FROM issue WHERE id = ?";
    let Some(row) = turn.database.row(sql, cells![id]).await? else {
        return Ok(Value::Null);
    };
    let shared = |of: &std::collections::BTreeMap<i64, Value>, column: &str| {
        of.get(&row.number(column)).cloned().unwrap_or_default()
    };
    Ok(json!({
        "id": id.to_string(),
        "key": row.text("key"),
        "self": shapes.link(turn, &format!("issue/{id}")),
        "fields": {
            "summary": row.text("summary"),
            "status": shared(&shapes.statuses, "status"),
            "priority": shared(&shapes.priorities, "priority"),
            "issuetype": shared(&shapes.types, "type"),
        },
    }))
}

async fn sprints(turn: &mut Turn<'_>, issue: i64) -> Result<Value, Failure> {
    let sql = "SELECT sprint.* FROM sprint JOIN issue_sprint ON sprint = id
        WHERE issue = ? ORDER BY id";
    let rows = turn.database.rows(sql, cells![issue]).await?;
    if rows.is_empty() {
        return Ok(Value::Null);
    }
    Ok(rows.iter().map(shapes::sprint).collect())
}

/// The fields as HTML, for `expand=renderedFields`.
pub(crate) fn rendered(row: &Row, selection: &Selection) -> Value {
    let mut fields = Map::new();
    for field in FIELDS.iter().filter(|field| selection.has(field.id)) {
        let value = match field.id {
            "description" if row.text_if("description").is_some() => {
                text::rendered(&row.json("description")).into()
            }
            "created" | "updated" => moment::friendly(row.number(field.id)).into(),
            _ => Value::Null,
        };
        fields.insert(field.id.to_owned(), value);
    }
    Value::Object(fields)
}

/// A custom field: its id, name and schema.
pub(crate) fn custom(row: &Row) -> (String, String, Value) {
    let number = row.number("id");
    let id = format!("customfield_{number}");
    let holds = row.text("type");
    let mut schema = json!({"type": holds, "custom": row.text("custom"), "customId": number});
    if holds == "array" {
        schema["items"] = if id == SPRINT { "json" } else { "string" }.into();
    }
    (id, row.text("name"), schema)
}

impl System {
    pub(crate) fn schema(&self) -> Value {
        if self.several {
            json!({"type": "array", "items": self.holds, "system": self.id})
        } else {
            json!({"type": self.holds, "system": self.id})
        }
    }
}

/// The names and schemas of all selected fields.
pub(crate) async fn names_and_schemas(
    turn: &mut Turn<'_>,
    selection: &Selection,
) -> Result<(Value, Value), Failure> {
    let (mut names, mut schemas) = (Map::new(), Map::new());
    for field in FIELDS.iter().filter(|field| selection.has(field.id)) {
        names.insert(field.id.to_owned(), field.name.into());
        schemas.insert(field.id.to_owned(), field.schema());
    }
    let customs = turn
        .database
        .rows("SELECT * FROM custom_field ORDER BY id", cells![]);
    for row in customs.await? {
        let (id, name, schema) = custom(&row);
        if selection.has(&id) {
            names.insert(id.clone(), name.into());
            schemas.insert(id, schema);
        }
    }
    Ok((Value::Object(names), Value::Object(schemas)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(names: &[&str], default: &str) -> Vec<&'static str> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let selection = Selection::of(&names, default);
        let ids = FIELDS.iter().map(|field| field.id);
        ids.filter(|id| selection.has(id)).collect()
    }

    #[test]
    fn fields_are_selected_by_name() {
        assert_eq!(
            selected(&["summary", "status"], "*all"),
            ["status", "summary"]
        );
        assert!(selected(&["-comment"], "*all").contains(&"worklog"));
        assert!(!selected(&["-comment"], "*all").contains(&"comment"));
        assert!(!selected(&[], "*navigable").contains(&"comment"));
        assert!(selected(&["*navigable", "comment"], "id").contains(&"comment"));
        assert!(Selection::of(&[], "id").is_empty());
    }
}

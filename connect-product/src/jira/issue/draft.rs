//! The fields of an issue before they are stored: those of a new one, or of an old one with changes.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::fields::SPRINT;
use crate::failure::Failure;
use crate::jira::{moment, text};
use crate::people;
use crate::turn::{Cell, Row, Turn, cells};

/// In characters ("Create issue": "Summary must be less than 255 characters.").
const LONGEST_SUMMARY: usize = 255;

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Draft {
    pub(crate) project: i64,
    pub(crate) kind: i64,
    pub(crate) summary: String,
    pub(crate) description: Value,
    pub(crate) priority: Option<i64>,
    pub(crate) resolution: Option<i64>,
    pub(crate) assignee: Option<String>,
    pub(crate) reporter: Option<String>,
    pub(crate) parent: Option<i64>,
    pub(crate) due: Option<String>,
    pub(crate) estimate: Option<i64>,
    pub(crate) labels: BTreeSet<String>,
    pub(crate) components: BTreeSet<i64>,
    pub(crate) fix_versions: BTreeSet<i64>,
    pub(crate) versions: BTreeSet<i64>,
    pub(crate) sprints: BTreeSet<i64>,
    /// Custom fields, and other values that are only stored.
    pub(crate) kept: Map<String, Value>,
}

impl Draft {
    /// Reads the stored values of an issue.
    pub(crate) async fn read(turn: &mut Turn<'_>, row: &Row) -> Result<Draft, Failure> {
        let id = row.number("id");
        let mut draft = Draft {
            project: row.number("project"),
            kind: row.number("type"),
            summary: row.text("summary"),
            description: row.json("description"),
            priority: row.number_if("priority"),
            resolution: row.number_if("resolution"),
            assignee: row.text_if("assignee"),
            reporter: row.text_if("reporter"),
            parent: row.number_if("parent"),
            due: row.text_if("due"),
            estimate: row.number_if("estimate"),
            kept: row.json("fields").as_object().cloned().unwrap_or_default(),
            ..Draft::default()
        };
        let sql = "SELECT label FROM issue_label WHERE issue = ?";
        let rows = turn.database.rows(sql, cells![id]).await?;
        draft.labels = rows.iter().map(|row| row.text("label")).collect();
        for (set, sql) in [
            (
                &mut draft.components,
                "SELECT component AS id FROM issue_component WHERE issue = ?",
            ),
            (
                &mut draft.sprints,
                "SELECT sprint AS id FROM issue_sprint WHERE issue = ?",
            ),
            (
                &mut draft.fix_versions,
                "SELECT version AS id FROM issue_version WHERE issue = ? AND kind = 'fix'",
            ),
            (
                &mut draft.versions,
                "SELECT version AS id FROM issue_version WHERE issue = ? AND kind = 'affects'",
            ),
        ] {
            let rows = turn.database.rows(sql, cells![id]).await?;
            *set = rows.iter().map(|row| row.number("id")).collect();
        }
        Ok(draft)
    }

    /// Sets a field to a value in a request's format.
    pub(crate) async fn set(
        &mut self,
        turn: &mut Turn<'_>,
        field: &str,
        value: &Value,
    ) -> Result<(), Failure> {
        match field {
            "summary" => {
                let summary = value.as_str().unwrap_or_default().trim();
                if summary.is_empty() {
                    let message = "You must specify a summary of the issue.";
                    return Err(Failure::field(field, message));
                }
                if summary.chars().count() > LONGEST_SUMMARY {
                    let message = "Summary must be less than 255 characters.";
                    return Err(Failure::field(field, message));
                }
                if summary.contains('\n') {
                    let message = "The summary is invalid because it contains newline characters.";
                    return Err(Failure::field(field, message));
                }
                summary.clone_into(&mut self.summary);
            }
            "description" => self.description = document(turn, field, value)?,
            "environment" => {
                let value = document(turn, field, value)?;
                self.kept.insert(field.to_owned(), value);
            }
            "issuetype" => {
                let found = named(turn, "issue_type", value, None).await?;
                let message = "The issue type selected is invalid.";
                self.kind = found.ok_or_else(|| Failure::field(field, message))?;
            }
            "priority" if value.is_null() => self.priority = None,
            "priority" => {
                let found = named(turn, "priority", value, None).await?;
                let message = "The priority selected is invalid.";
                self.priority = Some(found.ok_or_else(|| Failure::field(field, message))?);
            }
            "resolution" if value.is_null() => self.resolution = None,
            "resolution" => {
                let found = named(turn, "resolution", value, None).await?;
                let message = "The resolution selected is invalid.";
                self.resolution = Some(found.ok_or_else(|| Failure::field(field, message))?);
            }
            "assignee" => self.assignee = person(turn, field, value).await?,
            "reporter" => self.reporter = person(turn, field, value).await?,
            "parent" if value.is_null() => self.parent = None,
            "parent" => self.parent = Some(self.parent_of(turn, value).await?),
            "duedate" => self.due = due(field, value)?,
            "timetracking" => {
                let given = value["originalEstimate"].as_str();
                self.estimate = match given {
                    Some(given) => Some(moment::duration(given).ok_or_else(|| {
                        Failure::field(field, "Original Estimate: the value is not a duration.")
                    })?),
                    None => self.estimate,
                };
            }
            "labels" => self.labels = labels(field, value)?,
            "components" => {
                self.components = self.several(turn, field, "component", value).await?;
            }
            "fixVersions" => {
                self.fix_versions = self.several(turn, field, "version", value).await?;
            }
            "versions" => self.versions = self.several(turn, field, "version", value).await?,
            SPRINT => {
                let ids = match value {
                    Value::Array(many) => many.clone(),
                    Value::Null => Vec::new(),
                    one => vec![one.clone()],
                };
                let mut sprints = BTreeSet::new();
                for id in ids {
                    let found = named(turn, "sprint", &id, None).await?;
                    let message = "The sprint does not exist.";
                    sprints.insert(found.ok_or_else(|| Failure::field(field, message))?);
                }
                self.sprints = sprints;
            }
            _ => self.custom(turn, field, value).await?,
        }
        Ok(())
    }

    async fn custom(
        &mut self,
        turn: &mut Turn<'_>,
        field: &str,
        value: &Value,
    ) -> Result<(), Failure> {
        let absent = || {
            let message = format!(
                "Field '{field}' cannot be set. It is not on the appropriate screen, or unknown."
            );
            Failure::field(field, message)
        };
        let number = field.strip_prefix("customfield_");
        let number: i64 = number.and_then(|it| it.parse().ok()).ok_or_else(absent)?;
        let sql = "SELECT * FROM custom_field WHERE id = ?";
        let row = turn.database.row(sql, cells![number]).await?;
        let holds = row.ok_or_else(absent)?.text("type");
        let fits = value.is_null()
            || match holds.as_str() {
                "number" => value.is_number(),
                "string" => value.is_string() || text::is_document(value),
                "array" => value.is_array(),
                _ => true,
            };
        if !fits {
            let message = format!("Operation value must be a {holds}");
            return Err(Failure::field(field, message));
        }
        if value.is_null() {
            self.kept.remove(field);
        } else {
            self.kept.insert(field.to_owned(), value.clone());
        }
        Ok(())
    }

    async fn parent_of(&self, turn: &mut Turn<'_>, value: &Value) -> Result<i64, Failure> {
        let text = value["id"].as_str().or(value["key"].as_str());
        let found = match text {
            Some(text) => super::find(turn, text).await.ok(),
            None => None,
        };
        let message = "Could not find issue by id or key.";
        let found = found.ok_or_else(|| Failure::field("parentId", message))?;
        if found.project != self.project {
            let message = "The parent is in another project.";
            return Err(Failure::field("parentId", message));
        }
        Ok(found.id)
    }

    /// The things of the project that a list names by id or name.
    async fn several(
        &self,
        turn: &mut Turn<'_>,
        field: &str,
        table: &str,
        value: &Value,
    ) -> Result<BTreeSet<i64>, Failure> {
        let mut ids = BTreeSet::new();
        for each in value.as_array().into_iter().flatten() {
            let found = named(turn, table, each, Some(self.project)).await?;
            let id = found.ok_or_else(|| {
                let name = each["name"].as_str().or(each["id"].as_str());
                let name = name.unwrap_or_default();
                let kind = if table == "version" {
                    "Version"
                } else {
                    "Component"
                };
                Failure::field(field, format!("{kind} name '{name}' is not valid"))
            })?;
            ids.insert(id);
        }
        Ok(ids)
    }

    /// Changes a field by one of the operations in a request's `update`.
    pub(crate) async fn update(
        &mut self,
        turn: &mut Turn<'_>,
        field: &str,
        verb: &str,
        value: &Value,
    ) -> Result<(), Failure> {
        if verb == "set" || verb == "edit" {
            return self.set(turn, field, value).await;
        }
        let adds = match verb {
            "add" => true,
            "remove" => false,
            _ => {
                let message = format!("The operation '{verb}' is not supported.");
                return Err(Failure::field(field, message));
            }
        };
        if field == "labels" {
            let label = labels(field, &json!([value]))?;
            if adds {
                self.labels.extend(label);
            } else {
                self.labels.retain(|it| !label.contains(it));
            }
            return Ok(());
        }
        let table = match field {
            "components" => "component",
            "fixVersions" | "versions" => "version",
            _ => {
                let message = format!("The operation '{verb}' is not supported for this field.");
                return Err(Failure::field(field, message));
            }
        };
        let ids = self.several(turn, field, table, &json!([value])).await?;
        let set = match field {
            "components" => &mut self.components,
            "fixVersions" => &mut self.fix_versions,
            _ => &mut self.versions,
        };
        if adds {
            set.extend(ids);
        } else {
            set.retain(|it| !ids.contains(it));
        }
        Ok(())
    }

    /// The columns of the table, in the order of [`COLUMNS`].
    pub(crate) fn cells(&self) -> Vec<Cell> {
        let kept = Value::Object(self.kept.clone());
        let description = text::plain(&self.description);
        cells![
            self.project,
            self.kind,
            &self.summary,
            &self.description,
            text::words(&self.summary),
            text::words(&description),
            self.priority,
            self.resolution,
            self.assignee.clone(),
            self.reporter.clone(),
            self.parent,
            self.due.clone(),
            self.estimate,
            &kept,
        ]
    }

    /// Stores the values that are in separate tables.
    pub(crate) async fn store_lists(&self, turn: &mut Turn<'_>, id: i64) -> Result<(), Failure> {
        for table in [
            "issue_label",
            "issue_component",
            "issue_version",
            "issue_sprint",
        ] {
            let sql = format!("DELETE FROM {table} WHERE issue = ?");
            turn.database.run(sql, cells![id]).await?;
        }
        let sql = "INSERT INTO issue_label (issue, label) VALUES (?, ?)";
        for label in &self.labels {
            turn.database.run(sql, cells![id, label]).await?;
        }
        for (set, sql) in [
            (
                &self.components,
                "INSERT INTO issue_component (issue, component) VALUES (?, ?)",
            ),
            (
                &self.sprints,
                "INSERT INTO issue_sprint (issue, sprint) VALUES (?, ?)",
            ),
            (
                &self.fix_versions,
                "INSERT INTO issue_version (issue, kind, version) VALUES (?, 'fix', ?)",
            ),
            (
                &self.versions,
                "INSERT INTO issue_version (issue, kind, version) VALUES (?, 'affects', ?)",
            ),
        ] {
            for each in set {
                turn.database.run(sql, cells![id, *each]).await?;
            }
        }
        Ok(())
    }

    /// The changelog items that lead from this draft to another.
    pub(crate) async fn items(
        &self,
        turn: &mut Turn<'_>,
        after: &Draft,
    ) -> Result<Vec<Value>, Failure> {
        let mut items = Vec::new();
        let text = |value: &Value| (!value.is_null()).then(|| crate::jira::text::plain(value));
        let mut plain = |field: &str, before: Option<String>, after: Option<String>| {
            if before != after {
                items.push(item(field, (None, before), (None, after)));
            }
        };
        plain(
            "summary",
            Some(self.summary.clone()),
            Some(after.summary.clone()),
        );
        plain(
            "description",
            text(&self.description),
            text(&after.description),
        );
        plain("duedate", self.due.clone(), after.due.clone());
        let joined =
            |labels: &BTreeSet<String>| Some(labels.iter().cloned().collect::<Vec<_>>().join(" "));
        plain("labels", joined(&self.labels), joined(&after.labels));
        let seconds = |estimate: Option<i64>| estimate.map(|it| it.to_string());
        plain(
            "timeoriginalestimate",
            seconds(self.estimate),
            seconds(after.estimate),
        );
        for (field, table, before, after) in [
            ("issuetype", "issue_type", Some(self.kind), Some(after.kind)),
            ("priority", "priority", self.priority, after.priority),
            (
                "resolution",
                "resolution",
                self.resolution,
                after.resolution,
            ),
        ] {
            if before != after {
                let before = name_of(turn, table, before).await?;
                let after = name_of(turn, table, after).await?;
                items.push(item(field, before, after));
            }
        }
        if self.parent != after.parent {
            let before = key_of(turn, self.parent).await?;
            let after = key_of(turn, after.parent).await?;
            items.push(item("IssueParentAssociation", before, after));
        }
        for (field, before, after) in [
            ("assignee", &self.assignee, &after.assignee),
            ("reporter", &self.reporter, &after.reporter),
        ] {
            if before != after {
                let before = person_of(turn, before.as_deref()).await?;
                let after = person_of(turn, after.as_deref()).await?;
                items.push(item(field, before, after));
            }
        }
        // In lists of things, each that is removed or added is an item.
        for (field, id, table, before, after) in [
            (
                "Component",
                "components",
                "component",
                &self.components,
                &after.components,
            ),
            (
                "Fix Version",
                "fixVersions",
                "version",
                &self.fix_versions,
                &after.fix_versions,
            ),
            (
                "Version",
                "versions",
                "version",
                &self.versions,
                &after.versions,
            ),
        ] {
            for gone in before.difference(after) {
                let name = name_of(turn, table, Some(*gone)).await?;
                items.push(item_of(field, id, "jira", name, (None, None)));
            }
            for come in after.difference(before) {
                let name = name_of(turn, table, Some(*come)).await?;
                items.push(item_of(field, id, "jira", (None, None), name));
            }
        }
        if self.sprints != after.sprints {
            let before = sprints_of(turn, &self.sprints).await?;
            let after = sprints_of(turn, &after.sprints).await?;
            items.push(item_of("Sprint", SPRINT, "custom", before, after));
        }
        let fields: BTreeSet<&String> = self.kept.keys().chain(after.kept.keys()).collect();
        for field in fields {
            let (before, after) = (self.kept.get(field), after.kept.get(field));
            if before == after {
                continue;
            }
            let text = |value: Option<&Value>| {
                value.map(|value| match value {
                    Value::String(text) => text.clone(),
                    value if text::is_document(value) => text::plain(value),
                    value => value.to_string(),
                })
            };
            let (before, after) = ((None, text(before)), (None, text(after)));
            let number = field
                .strip_prefix("customfield_")
                .and_then(|it| it.parse().ok());
            let number: Option<i64> = number;
            let name = match number {
                Some(number) => name_of(turn, "custom_field", Some(number)).await?.1,
                None => None,
            };
            let kind = if number.is_some() { "custom" } else { "jira" };
            let name = name.unwrap_or_else(|| field.clone());
            items.push(item_of(&name, field, kind, before, after));
        }
        Ok(items)
    }
}

/// The columns that a draft fills, in this order.
pub(crate) const COLUMNS: [&str; 14] = [
    "project",
    "type",
    "summary",
    "description",
    "summary_words",
    "description_words",
    "priority",
    "resolution",
    "assignee",
    "reporter",
    "parent",
    "due",
    "estimate",
    "fields",
];

/// A value in a changelog: for programs, and for readers.
pub(crate) type End = (Option<String>, Option<String>);

pub(crate) fn item(field: &str, before: End, after: End) -> Value {
    item_of(field, field, "jira", before, after)
}

fn item_of(field: &str, id: &str, kind: &str, before: End, after: End) -> Value {
    json!({
        "field": field,
        "fieldtype": kind,
        "fieldId": id,
        "from": before.0,
        "fromString": before.1,
        "to": after.0,
        "toString": after.1,
    })
}

/// The id and name of a row.
pub(crate) async fn name_of(
    turn: &mut Turn<'_>,
    table: &str,
    id: Option<i64>,
) -> Result<End, Failure> {
    let Some(id) = id else {
        return Ok((None, None));
    };
    let sql = format!("SELECT name FROM {table} WHERE id = ?");
    let row = turn.database.row(sql, cells![id]).await?;
    Ok((Some(id.to_string()), row.map(|row| row.text("name"))))
}

async fn key_of(turn: &mut Turn<'_>, id: Option<i64>) -> Result<End, Failure> {
    let Some(id) = id else {
        return Ok((None, None));
    };
    let sql = "SELECT key FROM issue WHERE id = ?";
    let row = turn.database.row(sql, cells![id]).await?;
    Ok((Some(id.to_string()), row.map(|row| row.text("key"))))
}

async fn person_of(turn: &mut Turn<'_>, id: Option<&str>) -> Result<End, Failure> {
    let Some(id) = id else {
        return Ok((None, None));
    };
    let account = people::account(&mut turn.database, id).await?;
    Ok((Some(id.to_owned()), account.map(|account| account.name)))
}

async fn sprints_of(turn: &mut Turn<'_>, ids: &BTreeSet<i64>) -> Result<End, Failure> {
    let mut names = Vec::new();
    for id in ids {
        names.extend(name_of(turn, "sprint", Some(*id)).await?.1);
    }
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    Ok((Some(ids.join(", ")), Some(names.join(", "))))
}

/// The id of a row that is given as `{"id": …}`, `{"name": …}`, or just a number.
pub(crate) async fn named(
    turn: &mut Turn<'_>,
    table: &str,
    value: &Value,
    project: Option<i64>,
) -> Result<Option<i64>, Failure> {
    let id = value["id"].as_str().and_then(|id| id.parse().ok());
    let id = id.or(value["id"].as_i64()).or(value.as_i64());
    let (condition, cell) = match (id, value["name"].as_str()) {
        (Some(id), _) => ("id = ?1", Cell::Number(id)),
        (None, Some(name)) => ("name = ?1 COLLATE NOCASE", Cell::from(name)),
        (None, None) => return Ok(None),
    };
    let mut sql = format!("SELECT id FROM {table} WHERE {condition}");
    if project.is_some() {
        sql.push_str(" AND project = ?2");
    }
    let row = turn.database.row(sql, vec![cell, project.into()]).await?;
    Ok(row.map(|row| row.number("id")))
}

/// A text in a request: a document in version 3, plain text in version 2.
pub(crate) fn document(turn: &Turn<'_>, field: &str, value: &Value) -> Result<Value, Failure> {
    let older = turn.request.operation.path().starts_with("/rest/api/2/");
    match value {
        Value::Null => Ok(Value::Null),
        Value::String(text) if older && text.is_empty() => Ok(Value::Null),
        Value::String(text) if older => Ok(text::document(text)),
        value if !older && text::is_document(value) => Ok(value.clone()),
        _ if older => Err(Failure::field(field, "Operation value must be a string")),
        _ => {
            let message =
                "Operation value must be an Atlassian Document (see the Atlassian Document Format)";
            Err(Failure::field(field, message))
        }
    }
}

/// A person: `{"accountId": …}` or `{"id": …}`, or `null` for none.
async fn person(
    turn: &mut Turn<'_>,
    field: &str,
    value: &Value,
) -> Result<Option<String>, Failure> {
    if value.is_null() {
        return Ok(None);
    }
    let id = value["accountId"].as_str().or(value["id"].as_str());
    match id {
        None if value["accountId"].is_null() && value.get("accountId").is_some() => Ok(None),
        None => Err(Failure::field(
            field,
            "expected Object containing an `accountId`",
        )),
        // What Jira calls automatic: the default assignee, of which there is none here.
        Some("-1") => Ok(None),
        Some(id) => match people::account(&mut turn.database, id).await? {
            Some(account) if account.active => Ok(Some(account.id)),
            _ => Err(Failure::field(
                field,
                format!("User '{id}' cannot be assigned issues, or does not exist."),
            )),
        },
    }
}

fn due(field: &str, value: &Value) -> Result<Option<String>, Failure> {
    match value.as_str() {
        None if value.is_null() => Ok(None),
        Some(date) if moment::is_date(date) => Ok(Some(date.to_owned())),
        _ => {
            let message = "Error parsing date string: the format is yyyy-MM-dd";
            Err(Failure::field(field, message))
        }
    }
}

fn labels(field: &str, value: &Value) -> Result<BTreeSet<String>, Failure> {
    let mut labels = BTreeSet::new();
    for label in value.as_array().into_iter().flatten() {
        let Some(label) = label.as_str() else {
            return Err(Failure::field(field, "string expected at index 0"));
        };
        if label.is_empty() || label.contains(char::is_whitespace) {
            let message = format!("The label '{label}' contains spaces which is invalid.");
            return Err(Failure::field(field, message));
        }
        labels.insert(label.to_owned());
    }
    Ok(labels)
}

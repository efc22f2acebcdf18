//! The things that issues refer to, as JSON for responses: people, projects, statuses.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::moment;
use super::text;
use crate::failure::Failure;
use crate::people;
use crate::turn::{Row, Turn, cells};

/// What the issues in a response refer to, each read once.
pub(crate) struct Shapes {
    /// The version of the API, 2 or 3, that the response belongs to: webhooks use the older one.
    pub(crate) api: u8,
    pub(crate) statuses: BTreeMap<i64, Value>,
    pub(crate) types: BTreeMap<i64, Value>,
    pub(crate) priorities: BTreeMap<i64, Value>,
    pub(crate) resolutions: BTreeMap<i64, Value>,
    pub(crate) projects: BTreeMap<i64, Value>,
    accounts: BTreeMap<String, Value>,
}

impl Shapes {
    /// The shapes for the requested version of the API.
    pub(crate) async fn asked(turn: &mut Turn<'_>) -> Result<Shapes, Failure> {
        let older = turn.request.operation.path().starts_with("/rest/api/2/");
        Shapes::load(turn, if older { 2 } else { 3 }).await
    }

    /// The shapes for webhooks.
    pub(crate) async fn for_webhooks(turn: &mut Turn<'_>) -> Result<Shapes, Failure> {
        Shapes::load(turn, 2).await
    }

    async fn load(turn: &mut Turn<'_>, api: u8) -> Result<Shapes, Failure> {
        let mut shapes = Shapes {
            api,
            statuses: BTreeMap::new(),
            types: BTreeMap::new(),
            priorities: BTreeMap::new(),
            resolutions: BTreeMap::new(),
            projects: BTreeMap::new(),
            accounts: BTreeMap::new(),
        };
        for (table, shape) in [
            ("status", status as Shape),
            ("issue_type", issue_type),
            ("priority", priority),
            ("resolution", resolution),
            ("project", project),
        ] {
            let sql = format!("SELECT * FROM {table} ORDER BY id");
            let rows = turn.database.rows(sql, cells![]).await?;
            let shaped = rows
                .iter()
                .map(|row| (row.number("id"), shape(turn, api, row)));
            let shaped = shaped.collect();
            match table {
                "status" => shapes.statuses = shaped,
                "issue_type" => shapes.types = shaped,
                "priority" => shapes.priorities = shaped,
                "resolution" => shapes.resolutions = shaped,
                _ => shapes.projects = shaped,
            }
        }
        Ok(shapes)
    }

    /// A person; `null` if there is none.
    pub(crate) async fn person(
        &mut self,
        turn: &mut Turn<'_>,
        account: Option<&str>,
    ) -> Result<Value, Failure> {
        let Some(id) = account else {
            return Ok(Value::Null);
        };
        if let Some(known) = self.accounts.get(id) {
            return Ok(known.clone());
        }
        let shown = match people::account(&mut turn.database, id).await? {
            Some(account) => {
                let mut shown = account.shown(turn);
                if let Some(members) = shown.as_object_mut() {
                    members.remove("locale");
                }
                shown["self"] = turn
                    .link(&format!("/rest/api/{}/user?accountId={id}", self.api))
                    .into();
                shown
            }
            None => json!({"accountId": id, "displayName": "Former user", "active": false}),
        };
        self.accounts.insert(id.to_owned(), shown.clone());
        Ok(shown)
    }

    /// A text, in the format of the version of the API.
    pub(crate) fn text(&self, document: &Value) -> Value {
        match (document.is_null(), self.api) {
            (true, _) => Value::Null,
            (_, 2) => text::plain(document).into(),
            _ => document.clone(),
        }
    }

    pub(crate) fn link(&self, turn: &Turn<'_>, rest: &str) -> Value {
        turn.link(&format!("/rest/api/{}/{rest}", self.api)).into()
    }
}

type Shape = fn(&Turn<'_>, u8, &Row) -> Value;

fn own(turn: &Turn<'_>, api: u8, kind: &str, row: &Row) -> String {
    turn.link(&format!("/rest/api/{api}/{kind}/{}", row.number("id")))
}

fn icon(turn: &Turn<'_>, name: &str) -> String {
    let name = name.to_lowercase().replace(' ', "-");
    turn.link(&format!("/images/icons/{name}.svg"))
}

/// The status categories: the key, the id, the colour, the name.
pub(crate) const CATEGORIES: [(&str, i64, &str, &str); 4] = [
    ("undefined", 1, "medium-gray", "No Category"),
    ("new", 2, "blue-gray", "To Do"),
    ("done", 3, "green", "Done"),
    ("indeterminate", 4, "yellow", "In Progress"),
];

pub(crate) fn category(turn: &Turn<'_>, api: u8, key: &str) -> Value {
    let found = CATEGORIES.iter().find(|(known, ..)| *known == key);
    let (key, id, color, name) = found.unwrap_or(&CATEGORIES[0]);
    let url = turn.link(&format!("/rest/api/{api}/statuscategory/{id}"));
    json!({"self": url, "id": id, "key": key, "colorName": color, "name": name})
}

fn status(turn: &Turn<'_>, api: u8, row: &Row) -> Value {
    let name = row.text("name");
    json!({
        "self": own(turn, api, "status", row),
        "description": "",
        "iconUrl": turn.link("/images/icons/statuses/generic.png"),
        "name": name,
        "id": row.number("id").to_string(),
        "statusCategory": category(turn, api, &row.text("category")),
    })
}

fn issue_type(turn: &Turn<'_>, api: u8, row: &Row) -> Value {
    let (name, level) = (row.text("name"), row.number("level"));
    json!({
        "self": own(turn, api, "issuetype", row),
        "id": row.number("id").to_string(),
        "description": row.text("description"),
        "iconUrl": icon(turn, &name),
        "name": name,
        "subtask": level < 0,
        "hierarchyLevel": level,
    })
}

fn priority(turn: &Turn<'_>, api: u8, row: &Row) -> Value {
    let name = row.text("name");
    json!({
        "self": own(turn, api, "priority", row),
        "iconUrl": icon(turn, &name),
        "name": name,
        "id": row.number("id").to_string(),
    })
}

fn resolution(turn: &Turn<'_>, api: u8, row: &Row) -> Value {
    json!({
        "self": own(turn, api, "resolution", row),
        "id": row.number("id").to_string(),
        "description": row.text("description"),
        "name": row.text("name"),
    })
}

fn project(turn: &Turn<'_>, api: u8, row: &Row) -> Value {
    json!({
        "self": own(turn, api, "project", row),
        "id": row.number("id").to_string(),
        "key": row.text("key"),
        "name": row.text("name"),
        "projectTypeKey": row.text("type"),
        "simplified": false,
        "avatarUrls": people::avatars(turn),
    })
}

pub(crate) fn version(turn: &Turn<'_>, api: u8, row: &Row) -> Value {
    let today = moment::date(turn.now());
    let release = row.text_if("release_date");
    let released = row.flag("released");
    let overdue = !released && release.as_ref().is_some_and(|date| *date < today);
    let mut version = json!({
        "self": own(turn, api, "version", row),
        "id": row.number("id").to_string(),
        "description": row.text("description"),
        "name": row.text("name"),
        "archived": row.flag("archived"),
        "released": released,
        "overdue": overdue,
        "projectId": row.number("project"),
    });
    if let Some(start) = row.text_if("start_date") {
        version["startDate"] = start.into();
    }
    if let Some(release) = release {
        version["releaseDate"] = release.into();
    }
    version
}

/// A version, among the fields of an issue.
pub(crate) fn version_of_issue(turn: &Turn<'_>, api: u8, row: &Row) -> Value {
    let mut version = version(turn, api, row);
    if let Some(members) = version.as_object_mut() {
        members.remove("projectId");
        members.remove("overdue");
        members.remove("startDate");
    }
    version
}

/// A component, among the fields of an issue.
pub(crate) fn component_of_issue(turn: &Turn<'_>, api: u8, row: &Row) -> Value {
    json!({
        "self": own(turn, api, "component", row),
        "id": row.number("id").to_string(),
        "name": row.text("name"),
        "description": row.text("description"),
    })
}

pub(crate) fn sprint(row: &Row) -> Value {
    let mut sprint = json!({
        "id": row.number("id"),
        "name": row.text("name"),
        "state": row.text("state"),
        "boardId": row.number("board"),
        "goal": row.text("goal"),
    });
    for (column, name) in [
        ("start_at", "startDate"),
        ("end_at", "endDate"),
        ("complete_at", "completeDate"),
    ] {
        if let Some(at) = row.number_if(column) {
            sprint[name] = moment::software(at).into();
        }
    }
    sprint
}

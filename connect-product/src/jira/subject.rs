//! The issue that a change is about, as in a webhook.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::issue::entity;
use crate::failure::Failure;
use crate::property;
use crate::turn::{Database, cells};

/// The issue that a change is about, as the webhook contains it in addition to the change.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Subject {
    /// The context parameters for the webhook's URL: `issue.key`, `project.id`.
    pub parameters: Vec<(&'static str, String)>,
    /// The properties that the webhook asks for, by their keys.
    pub properties: Map<String, Value>,
}

/// The subject, if the issue matches the JQL.
pub(crate) async fn subject(
    database: &mut Database<'_>,
    issue: i64,
    jql: Option<&str>,
    keys: &[String],
    now: SystemTime,
) -> Result<Option<Subject>, Failure> {
    if let Some(jql) = jql
        && !super::matches(database, jql, issue, now).await?
    {
        return Ok(None);
    }
    let sql =
        "SELECT issue.id, issue.key, issue.type, project.id AS project, project.key AS project_key
        FROM issue LEFT JOIN project ON project.id = issue.project WHERE issue.id = ?";
    let Some(row) = database.row(sql, cells![issue]).await? else {
        return Ok(Some(Subject::default()));
    };
    let parameters = vec![
        ("issue.id", row.number("id").to_string()),
        ("issue.key", row.text("key")),
        ("issuetype.id", row.number("type").to_string()),
        ("project.id", row.number("project").to_string()),
        ("project.key", row.text("project_key")),
    ];
    let mut properties = Map::new();
    for key in keys {
        if let Some(found) = property::get(database, &entity(issue), key).await? {
            properties.insert(found.key, found.value);
        }
    }
    Ok(Some(Subject {
        parameters,
        properties,
    }))
}

//! The workflow: transitions from each status of a project to every other one.

use serde_json::{Map, Value, json};

use super::issue::draft::{Draft, item, name_of};
use super::issue::operations::{change, store, tell};
use super::issue::{self, Issue};
use super::rights::Level;
use super::shapes::Shapes;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/issue/{issueIdOrKey}/transitions" => list;
    Post "/rest/api/3/issue/{issueIdOrKey}/transitions" => transit;
};

/// The statuses of a kind of project, with the id of the transition that leads to each.
const OF_SERVICE_DESK: [(i64, &str); 3] = [(10003, "11"), (3, "21"), (10004, "31")];
const OF_OTHERS: [(i64, &str); 4] = [(1, "11"), (3, "21"), (10001, "31"), (10002, "41")];

pub(crate) fn statuses(project_kind: &str) -> &'static [(i64, &'static str)] {
    if project_kind == "service_desk" {
        &OF_SERVICE_DESK
    } else {
        &OF_OTHERS
    }
}

/// The status of new issues.
pub(crate) fn first(project_kind: &str) -> i64 {
    statuses(project_kind)[0].0
}

/// The resolution that an issue gets when it is done.
const DONE: i64 = 10000;

async fn project_kind(turn: &mut Turn<'_>, project: i64) -> Result<String, Failure> {
    let sql = "SELECT type FROM project WHERE id = ?";
    let row = turn.database.row(sql, cells![project]).await?;
    Ok(row.map(|row| row.text("type")).unwrap_or_default())
}

/// The transitions that are available to the caller.
pub(crate) async fn of_issue(
    turn: &mut Turn<'_>,
    shapes: &Shapes,
    issue: &Issue,
    fields: bool,
) -> Result<Vec<Value>, Failure> {
    if issue.level < Level::Work {
        return Ok(Vec::new());
    }
    let kind = project_kind(turn, issue.project).await?;
    let now = issue.row.number("status");
    let others = statuses(&kind).iter().filter(|(status, _)| *status != now);
    let transitions = others.map(|(status, id)| {
        let to = shapes.statuses.get(status).cloned().unwrap_or_default();
        let mut transition = json!({
            "id": id,
            "name": to["name"],
            "hasScreen": false,
            "isGlobal": true,
            "isInitial": false,
            "isAvailable": true,
            "isConditional": false,
            "isLooped": false,
            "to": to,
        });
        if fields {
            transition["fields"] = json!({});
        }
        transition
    });
    Ok(transitions.collect())
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    let shapes = Shapes::asked(turn).await?;
    let expand = turn.names("expand");
    let fields = expand.iter().any(|name| name == "transitions.fields");
    let mut transitions = of_issue(turn, &shapes, &issue, fields).await?;
    if let Some(id) = turn.parameter("transitionId") {
        transitions.retain(|transition| transition["id"] == id.as_str());
    }
    let body = json!({"expand": "transitions", "transitions": transitions});
    Ok(Reply::ok(&body))
}

async fn transit(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    turn.authenticated()?;
    let body = turn.json();
    let Some(id) = body["transition"]["id"].as_str() else {
        return Err(Failure::bad_request("Missing 'transition' identifier"));
    };
    let mut fields = body["fields"].as_object().cloned().unwrap_or_default();
    let resolution = Map::from_iter(fields.remove_entry("resolution"));
    go(turn, &issue, id, &resolution).await?;
    let rest = json!({"fields": fields, "update": body["update"]});
    let issue = issue::find(turn, &issue.key).await?;
    change(turn, &issue, &rest).await?;
    Ok(Reply::nothing())
}

/// Performs a transition.
pub(crate) async fn go(
    turn: &mut Turn<'_>,
    issue: &Issue,
    id: &str,
    fields: &Map<String, Value>,
) -> Result<(), Failure> {
    let kind = project_kind(turn, issue.project).await?;
    let found = statuses(&kind).iter().find(|(_, known)| *known == id);
    let invalid = || {
        Failure::bad_request(format!(
            "It is not possible to transition from the issue's status with transition {id}: \
             it is not valid for this issue, or you do not have permission."
        ))
    };
    let (to, _) = found.ok_or_else(invalid)?;
    if issue.level < Level::Work {
        return Err(invalid());
    }
    let from = issue.row.number("status");
    if from == *to {
        return Ok(());
    }
    let sql = "SELECT category = 'done' FROM status WHERE id = ?";
    let done = turn.database.count(sql, cells![*to]).await? != 0;
    let sql = "SELECT * FROM issue WHERE id = ?";
    let Some(row) = turn.database.row(sql, cells![issue.id]).await? else {
        return Ok(());
    };
    let before = Draft::read(turn, &row).await?;
    let mut after = before.clone();
    after.resolution = done.then_some(DONE);
    for (field, value) in fields {
        after.set(turn, field, value).await?;
    }
    let (now, name) = (turn.now(), "status");
    let resolved = done.then_some(now);
    let sql = "UPDATE issue SET status = ?, resolved = ?, updated = ? WHERE id = ?";
    turn.database
        .run(sql, cells![*to, resolved, now, issue.id])
        .await?;
    let mut items = store(turn, issue.id, &before, &after).await?;
    let from = name_of(turn, name, Some(from)).await?;
    let to = name_of(turn, name, Some(*to)).await?;
    items.push(item(name, from, to));
    tell(turn, issue.id, &items).await
}

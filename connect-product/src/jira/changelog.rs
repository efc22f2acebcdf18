//! The history of an issue: what was changed, and by whom.

use serde_json::{Value, json};

use super::issue;
use super::moment;
use super::shapes::Shapes;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/issue/{issueIdOrKey}/changelog" => list;
    Post "/rest/api/3/issue/{issueIdOrKey}/changelog/list" => some;
};

/// Stores a change and returns its id.
pub(crate) async fn keep(turn: &mut Turn<'_>, issue: i64, items: &[Value]) -> Result<i64, Failure> {
    let (now, author) = (turn.now(), turn.user().map(str::to_owned));
    let items = Value::Array(items.to_vec());
    let sql = "INSERT INTO history (issue, author, created, items) VALUES (?, ?, ?, ?)";
    turn.database
        .insert(sql, cells![issue, author, now, &items])
        .await
}

/// All changes of an issue, oldest first.
pub(crate) async fn of_issue(
    turn: &mut Turn<'_>,
    shapes: &mut Shapes,
    issue: i64,
) -> Result<Vec<Value>, Failure> {
    let sql = "SELECT * FROM history WHERE issue = ? ORDER BY id";
    let rows = turn.database.rows(sql, cells![issue]).await?;
    let mut histories = Vec::new();
    for row in rows {
        let author = row.text_if("author");
        histories.push(json!({
            "id": row.number("id").to_string(),
            "author": shapes.person(turn, author.as_deref()).await?,
            "created": moment::platform(row.number("created")),
            "items": row.json("items"),
        }));
    }
    Ok(histories)
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    let mut shapes = Shapes::asked(turn).await?;
    let histories = of_issue(turn, &mut shapes, issue.id).await?;
    Ok(super::paging::page(turn, 100, histories))
}

async fn some(turn: &mut Turn<'_>) -> Outcome {
    let issue = issue::named(turn).await?;
    let wanted = turn.json()["changelogIds"].clone();
    let wanted: Vec<String> = wanted
        .as_array()
        .into_iter()
        .flatten()
        .map(ToString::to_string)
        .collect();
    let mut shapes = Shapes::asked(turn).await?;
    let mut histories = of_issue(turn, &mut shapes, issue.id).await?;
    histories.retain(|history| {
        let id = history["id"].as_str().unwrap_or_default();
        wanted.iter().any(|wanted| wanted == id)
    });
    Ok(Reply::ok(&json!({
        "startAt": 0, "maxResults": histories.len(), "total": histories.len(),
        "histories": histories,
    })))
}

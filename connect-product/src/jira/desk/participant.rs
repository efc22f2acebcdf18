//! The participants of a request, in addition to its reporter.

use super::{accounts_given, page, people_of, request};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/servicedeskapi/request/{issueIdOrKey}/participant" => list;
    Post "/rest/servicedeskapi/request/{issueIdOrKey}/participant" => add;
    Delete "/rest/servicedeskapi/request/{issueIdOrKey}/participant" => remove;
};

const OF_REQUEST: &str = "SELECT account FROM request_participant WHERE issue = ? ORDER BY account";

pub(crate) async fn of_request(
    turn: &mut Turn<'_>,
    issue: i64,
) -> Result<Vec<serde_json::Value>, Failure> {
    people_of(turn, OF_REQUEST, issue).await
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let request = request::named(turn).await?;
    let people = of_request(turn, request.issue.id).await?;
    Ok(page(turn, people))
}

async fn add(turn: &mut Turn<'_>) -> Outcome {
    let sql = "INSERT OR IGNORE INTO request_participant (issue, account) VALUES (?, ?)";
    change(turn, sql).await
}

async fn remove(turn: &mut Turn<'_>) -> Outcome {
    change(
        turn,
        "DELETE FROM request_participant WHERE issue = ? AND account = ?",
    )
    .await
}

/// The reporter of a request and its agents may change the participants.
async fn change(turn: &mut Turn<'_>, sql: &str) -> Outcome {
    let request = request::named(turn).await?;
    if !request.is_own(turn) {
        request.desk.agents_only()?;
    }
    for account in accounts_given(turn).await? {
        let cells = cells![request.issue.id, account];
        turn.database.run(sql, cells).await?;
    }
    let people = of_request(turn, request.issue.id).await?;
    Ok(page(turn, people))
}

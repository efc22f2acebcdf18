//! Approvals that are required before a request can proceed.

use serde_json::{Value, json};

use super::{date, link, page, person, request};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/servicedeskapi/request/{issueIdOrKey}/approval" => list;
    Get "/rest/servicedeskapi/request/{issueIdOrKey}/approval/{approvalId}" => get;
    Post "/rest/servicedeskapi/request/{issueIdOrKey}/approval/{approvalId}" => answer;
};

/// The approvers' joint decision: one who declines is enough, and all must approve.
const DECISION: &str = "SELECT CASE WHEN sum(decision = 'declined') > 0 THEN 'declined'
    WHEN sum(decision = 'pending') > 0 THEN 'pending' ELSE 'approved' END AS decision
    FROM approver WHERE approval = ?";

async fn decision(turn: &mut Turn<'_>, approval: i64) -> Result<String, Failure> {
    let row = turn.database.row(DECISION, cells![approval]).await?;
    Ok(row.map(|row| row.text("decision")).unwrap_or_default())
}

async fn shown(turn: &mut Turn<'_>, row: &Row) -> Result<Value, Failure> {
    let (id, issue) = (row.number("id"), row.number("issue"));
    let user = turn.user().map(str::to_owned);
    let sql = "SELECT * FROM approver WHERE approval = ? ORDER BY account";
    let rows = turn.database.rows(sql, cells![id]).await?;
    let (mut approvers, mut may_answer) = (Vec::new(), false);
    for row in rows {
        let (account, decision) = (row.text("account"), row.text("decision"));
        may_answer |= Some(&account) == user.as_ref() && decision == "pending";
        let approver = person(turn, Some(&account)).await?;
        approvers.push(json!({"approver": approver, "approverDecision": decision}));
    }
    let completed = row.number_if("completed");
    Ok(json!({
        "id": id.to_string(),
        "name": row.text("name"),
        "finalDecision": decision(turn, id).await?,
        "canAnswerApproval": may_answer && completed.is_none(),
        "approvers": approvers,
        "createdDate": date(row.number("created")),
        "completedDate": completed.map(date),
        "_links": link(turn, &format!("request/{issue}/approval/{id}")),
    }))
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let request = request::named(turn).await?;
    let sql = "SELECT * FROM approval WHERE issue = ? ORDER BY id";
    let rows = turn.database.rows(sql, cells![request.issue.id]).await?;
    let mut all = Vec::new();
    for row in &rows {
        all.push(shown(turn, row).await?);
    }
    Ok(page(turn, all))
}

async fn named(turn: &mut Turn<'_>) -> Result<Row, Failure> {
    let request = request::named(turn).await?;
    let id = turn.value("approvalId");
    let sql = "SELECT * FROM approval WHERE issue = ? AND id = ?";
    let number = id.parse::<i64>().unwrap_or_default();
    let row = turn
        .database
        .row(sql, cells![request.issue.id, number])
        .await?;
    row.ok_or_else(|| Failure::not_found(format!("The approval with ID '{id}' does not exist.")))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let row = named(turn).await?;
    Ok(Reply::ok(&shown(turn, &row).await?))
}

async fn answer(turn: &mut Turn<'_>) -> Outcome {
    let row = named(turn).await?;
    let answer = match turn.json()["decision"].as_str() {
        Some("approve") => "approved",
        Some("decline") => "declined",
        _ => {
            return Err(Failure::bad_request(
                "The decision is either approve or decline.",
            ));
        }
    };
    let (id, now, user) = (row.number("id"), turn.now(), turn.user().map(str::to_owned));
    let sql = "UPDATE approver SET decision = ? WHERE approval = ? AND account = ? AND decision = 'pending'";
    let is_open = row.number_if("completed").is_none();
    if !is_open || turn.database.run(sql, cells![answer, id, user]).await? == 0 {
        let message = "You can not answer this approval, or you have answered it.";
        return Err(Failure::forbidden(message));
    }
    if decision(turn, id).await? != "pending" {
        let sql = "UPDATE approval SET completed = ? WHERE id = ?";
        turn.database.run(sql, cells![now, id]).await?;
    }
    let row = named(turn).await?;
    Ok(Reply::ok(&shown(turn, &row).await?))
}

//! SLAs: how long a request may wait. The clock runs day and night here: there is no calendar.

use serde_json::{Value, json};

use super::request::{self, Request};
use super::{date, link, page};
use crate::failure::Failure;
use crate::jira::moment;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/servicedeskapi/request/{issueIdOrKey}/sla" => list;
    Get "/rest/servicedeskapi/request/{issueIdOrKey}/sla/{slaMetricId}" => get;
};

/// The goals: the id, the name, the time in milliseconds, and the time at which a request `?1`
/// reached it.
const METRICS: [(&str, &str, i64, &str); 2] = [
    (
        "1",
        "Time to first response",
        4 * 3_600_000,
        "SELECT min(c.created) AS at FROM comment AS c JOIN issue AS i ON i.id = c.issue
         WHERE i.id = ?1 AND c.public AND c.author IS NOT i.reporter",
    ),
    (
        "2",
        "Time to resolution",
        16 * 3_600_000,
        "SELECT resolved AS at FROM issue WHERE id = ?1",
    ),
];

fn lasts(millis: i64) -> Value {
    let text = moment::duration_text(millis.abs() / 1000);
    let sign = if millis < 0 { "-" } else { "" };
    json!({"millis": millis, "friendly": format!("{sign}{text}")})
}

pub(crate) async fn of_request(
    turn: &mut Turn<'_>,
    request: &Request,
) -> Result<Vec<Value>, Failure> {
    let (id, began) = (request.issue.id, request.issue.row.number("created"));
    let mut all = Vec::new();
    for (metric, name, goal, sql) in METRICS {
        let row = turn.database.row(sql, cells![id]).await?;
        let reached = row.and_then(|row| row.number_if("at"));
        let elapsed = reached.unwrap_or(turn.now()) - began;
        let mut cycle = json!({
            "startTime": date(began),
            "breachTime": date(began + goal),
            "breached": elapsed > goal,
            "goalDuration": lasts(goal),
            "elapsedTime": lasts(elapsed),
            "remainingTime": lasts(goal - elapsed),
        });
        let mut shown = json!({
            "id": metric, "name": name, "slaDisplayFormat": "NEW_SLA_FORMAT", "completedCycles": [],
            "_links": link(turn, &format!("request/{id}/sla/{metric}")),
        });
        match reached {
            Some(reached) => {
                cycle["stopTime"] = date(reached);
                shown["completedCycles"] = json!([cycle]);
            }
            None => {
                cycle["paused"] = false.into();
                cycle["withinCalendarHours"] = true.into();
                shown["ongoingCycle"] = cycle;
            }
        }
        all.push(shown);
    }
    Ok(all)
}

/// The SLAs in a response, which only agents can see.
async fn asked(turn: &mut Turn<'_>) -> Result<Vec<Value>, Failure> {
    let request = request::named(turn).await?;
    request.desk.agents_only()?;
    of_request(turn, &request).await
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let all = asked(turn).await?;
    Ok(page(turn, all))
}

async fn get(turn: &mut Turn<'_>) -> Outcome {
    let (all, id) = (asked(turn).await?, turn.value("slaMetricId"));
    match all.iter().find(|metric| metric["id"] == id.as_str()) {
        Some(metric) => Ok(Reply::ok(metric)),
        None => Err(Failure::not_found(format!(
            "The SLA with ID '{id}' does not exist."
        ))),
    }
}

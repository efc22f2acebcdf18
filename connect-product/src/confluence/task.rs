//! Long-running tasks, which are finished by the time they are polled.

use serde_json::{Value, json};

use super::list::Part;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/rest/api/longtask" => list;
    Get "/wiki/rest/api/longtask/{id}" => read;
};

/// The id of every task.
const ID: &str = "1";

/// The response of an operation that starts a long-running task.
pub(super) fn begun() -> Value {
    json!({ "id": ID, "links": {"status": format!("/rest/api/longtask/{ID}")} })
}

fn shown() -> Value {
    json!({
        "id": ID,
        "name": {"key": "com.atlassian.confluence.longtask", "args": []},
        "elapsedTime": 1,
        "percentageComplete": 100,
        "successful": true,
        "finished": true,
        "status": "Complete",
        "messages": [],
        "errors": [],
        "_links": {"status": format!("/rest/api/longtask/{ID}")},
    })
}

async fn list(turn: &mut Turn<'_>) -> Outcome {
    let part = Part::by_start(turn);
    Ok(Reply::ok(&part.start_body(turn, vec![shown()], false)))
}

async fn read(turn: &mut Turn<'_>) -> Outcome {
    let id = turn.value("id");
    if id == ID {
        return Ok(Reply::ok(&shown()));
    }
    Err(Failure::not_found(format!("No task found with id : {id}")))
}

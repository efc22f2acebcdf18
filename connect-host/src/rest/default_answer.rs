//! What an operation answers when no test has set anything.

use connect_model::Method;
use connect_model::operation::{Operation, Response};
use http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;

/// An empty answer in the form that is documented.
pub(super) fn default_answer(operation: &Operation) -> Answer {
    match operation.response() {
        Response::Json if is_list(operation) => Answer::json(empty_list()),
        Response::Json => Answer::json(json!({})),
        Response::JsonOrNothing if operation.method() == Method::Get => Answer::json(json!({})),
        Response::JsonOrNothing | Response::Nothing | Response::Unstated => {
            Answer::empty(StatusCode::NO_CONTENT)
        }
        Response::Bytes => Answer::status(200).body("application/octet-stream", Vec::new()),
        Response::Redirect => {
            Answer::empty(StatusCode::SEE_OTHER).header("location", "/rest/api/3/task/10000")
        }
    }
}

/// Whether the answer is one page of a list.
fn is_list(operation: &Operation) -> bool {
    operation.query_parameters().any(|parameter| {
        matches!(
            parameter.name(),
            "startAt" | "nextPageToken" | "nextPageCursor" | "cursor" | "start"
        )
    })
}

/// The last page of an empty list, in each style that the products have.
fn empty_list() -> Value {
    json!({
        "startAt": 0,
        "total": 0,
        "isLast": true,
        "values": [],
        "issues": [],
        "results": [],
        "_links": {},
    })
}

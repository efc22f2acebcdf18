//! What an operation answers when no test has set anything.

use connect_model::Method;
use connect_model::operation::{Operation, Paging, Response};
use http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;

/// An empty answer in the form that is documented.
pub(super) fn default_answer(operation: &Operation) -> Answer {
    match operation.response() {
        Response::Json => Answer::json(empty(operation)),
        Response::JsonOrNothing if operation.method() == Method::Get => {
            Answer::json(empty(operation))
        }
        Response::JsonOrNothing | Response::Nothing | Response::Unstated => {
            Answer::empty(StatusCode::NO_CONTENT)
        }
        Response::Bytes => Answer::status(200).body("application/octet-stream", Vec::new()),
        Response::Redirect => {
            Answer::empty(StatusCode::SEE_OTHER).header("location", "/rest/api/3/task/10000")
        }
    }
}

/// Nothing, as the operation would say it.
fn empty(operation: &Operation) -> Value {
    match operation.paging() {
        Paging::None => json!({}),
        Paging::Pages => empty_list(),
        Paging::Whole | Paging::Windows(_) => json!([]),
    }
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

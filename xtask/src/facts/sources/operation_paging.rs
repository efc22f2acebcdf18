//! How an operation's response is a list, judging by its schema and its parameters.

use super::openapi::Operation;
use crate::facts::Fault;
use crate::facts::paging::{Paging, Windows};
use serde_json::Value;

/// Where a response has its list: what `connect-client` looks for.
const ITEMS: [&str; 12] = [
    "values",
    "results",
    "issues",
    "comments",
    "worklogs",
    "dashboards",
    "users",
    "histories",
    "records",
    "keys",
    "items",
    "data",
];

/// The parameters that request another page.
const ASKING: [&str; 4] = ["startAt", "start", "cursor", "nextPageToken"];

/// The parameters that limit how much of a list is requested.
const LIMITING: [&str; 6] = [
    "maxResults",
    "maxResult",
    "limit",
    "pageSize",
    "startingAfter",
    "lastEntity",
];

pub(crate) fn paging(operation: &Operation<'_>) -> Result<Paging, Fault> {
    let Some(answer) = operation.answer()? else {
        return Ok(Paging::None);
    };
    let parameters = operation.parameters()?;
    let parameter = |name: &str| {
        let mut parameters = parameters.iter();
        parameters.find(|it| it.get("name").and_then(Value::as_str) == Some(name))
    };
    if answer.get("type").and_then(Value::as_str) == Some("array") {
        return match (parameter("startAt"), parameter("maxResults")) {
            (Some(_), Some(size)) => windows(operation, size).map(Paging::Windows),
            _ => Ok(Paging::Whole),
        };
    }
    let mut listed = false;
    for name in ITEMS {
        let found = operation.property(answer, name)?;
        listed |= found.is_some_and(|it| it.get("type").and_then(Value::as_str) == Some("array"));
    }
    let asked = ASKING.iter().any(|name| parameter(name).is_some());
    let limited = LIMITING.iter().any(|name| parameter(name).is_some());
    Ok(if listed || asked {
        Paging::Pages
    } else if !limited && is_object(operation, answer)? {
        Paging::Object
    } else {
        Paging::None
    })
}

/// Whether the response is certain to be one object. Some schemas are wrong: `GET …/remotelink` has a list
/// only in its example, `GET …/user/email/bulk` in neither. So an object that is open to other members
/// must have an example, and no example may have a list where a page has it.
fn is_object<'a>(operation: &Operation<'a>, answer: &'a Value) -> Result<bool, Fault> {
    for name in ITEMS {
        let found = operation.property(answer, name)?;
        if found.is_some_and(|it| it.get("type").is_none()) {
            return Ok(false);
        }
    }
    let examples = operation.examples()?;
    let is_one = |example: &Value| {
        let object = example.as_object();
        object.is_some_and(|it| {
            !ITEMS
                .iter()
                .any(|name| it.get(*name).is_some_and(Value::is_array))
        })
    };
    let closed = !matches!(
        answer.get("additionalProperties"),
        Some(Value::Bool(true) | Value::Object(_))
    );
    Ok(!operation.members(answer)?.is_empty()
        && examples.iter().all(is_one)
        && (closed || !examples.is_empty()))
}

/// The rule for a range is only in the descriptions.
fn windows(operation: &Operation<'_>, size: &Value) -> Result<Windows, Fault> {
    let about = operation.description();
    let number = size.pointer("/schema/default").and_then(Value::as_u64);
    let size_about = size.get("description").and_then(Value::as_str);
    let thousand = |documented: bool| documented.then_some(1000);
    Ok(Windows {
        size: number
            .and_then(|number| u32::try_from(number).ok())
            .ok_or_else(|| operation.fault("`maxResults` must have a default"))?,
        largest: thousand(size_about.is_some_and(|text| text.contains("limited to 1000"))),
        last: thousand(about.contains("up to the thousandth user")),
        filtered: about.contains("returns only the users from that range"),
    })
}

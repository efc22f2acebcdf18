//! How an operation's answer is a list, from its schema and its parameters.

use super::openapi::Operation;
use crate::facts::Fault;
use crate::facts::paging::{Paging, Windows};
use serde_json::Value;

/// Where an answer keeps its list: what `connect-client` looks for.
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

/// The parameters that ask for another page.
const ASKING: [&str; 4] = ["startAt", "start", "cursor", "nextPageToken"];

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
    Ok(if listed || asked {
        Paging::Pages
    } else {
        Paging::None
    })
}

/// The rule of a range is in the descriptions only.
fn windows(operation: &Operation<'_>, size: &Value) -> Result<Windows, Fault> {
    let about = operation.description();
    let number = size.pointer("/schema/default").and_then(Value::as_u64);
    let size_about = size.get("description").and_then(Value::as_str);
    let thousand = |told: bool| told.then_some(1000);
    Ok(Windows {
        size: number
            .and_then(|number| u32::try_from(number).ok())
            .ok_or_else(|| operation.fault("`maxResults` must have a default"))?,
        largest: thousand(size_about.is_some_and(|text| text.contains("limited to 1000"))),
        last: thousand(about.contains("up to the thousandth user")),
        filtered: about.contains("returns only the users from that range"),
    })
}

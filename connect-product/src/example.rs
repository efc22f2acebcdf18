//! Example responses, for operations about which nothing is stored.
//!
//! An example has the operation's documented format, and refers to the demo data where a
//! property's name says what it refers to. Values in the request come back: those of the path,
//! and members of the body. The rule for lists: a list that the operation returns, in a page or
//! bare, has one element; so has a list in that element; a list further in is empty. Lists of what
//! only the app itself could have created are empty, since an app that finds a property there assumes
//! that it has been here before.

mod demo;
mod shape;
mod table;
mod value;

use connect_model::Method;
use connect_model::operation::{Paging, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::{Value, json};

use self::value::Maker;
use crate::{Known, Reply, Request};

/// The task whose URL is the response of an operation that starts one.
const TASK: &str = "rest/api/3/task/10000";

/// An example response in the documented format.
pub(crate) fn example(request: &Request) -> Reply {
    let documented = table::response(request.operation);
    let status = documented.as_ref().map_or(StatusCode::OK, |it| it.status);
    let made = documented.as_ref().and_then(|it| it.shape.as_ref());
    let reply = match request.operation.response() {
        Response::Bytes => Reply {
            body: Some(("application/octet-stream".to_owned(), Vec::new())),
            ..Reply::empty(StatusCode::OK)
        },
        Response::Redirect => to_task(request),
        Response::JsonOrNothing if request.operation.method() != Method::Get => {
            Reply::empty(StatusCode::NO_CONTENT)
        }
        Response::Json | Response::JsonOrNothing => match made {
            Some(shape) if !of_the_app(request) => {
                Reply::json(status, &Maker::new(request).answer(shape))
            }
            _ => Reply::json(status, &nothing(request)),
        },
        Response::Nothing | Response::Unstated => Reply::empty(StatusCode::NO_CONTENT),
    };
    Reply {
        known: Known::Example,
        ..reply
    }
}

/// Whether only the app itself could have created what the operation lists.
fn of_the_app(request: &Request) -> bool {
    let path = request.operation.path();
    let last = path.rsplit('/').find(|segment| !segment.starts_with('{'));
    let of_properties = matches!(last, Some("properties" | "property" | "webhook" | "failed"));
    let listed = !matches!(request.operation.paging(), Paging::None | Paging::Object);
    listed && (of_properties || path.contains("/rest/atlassian-connect/"))
}

fn to_task(request: &Request) -> Reply {
    let mut reply = Reply::empty(StatusCode::SEE_OTHER);
    let base = request.base_url.as_str().trim_end_matches('/');
    if let Ok(address) = HeaderValue::try_from(format!("{base}/{TASK}")) {
        reply.headers.insert(header::LOCATION, address);
    }
    reply
}

/// An empty response in the operation's format: for a list, its last page, in each of the products'
/// styles.
fn nothing(request: &Request) -> Value {
    match request.operation.paging() {
        Paging::None | Paging::Object => json!({}),
        Paging::Whole | Paging::Windows(_) => json!([]),
        Paging::Pages => json!({
            "startAt": 0,
            "total": 0,
            "isLast": true,
            "values": [],
            "issues": [],
            "results": [],
            "_links": {},
        }),
    }
}

#[cfg(test)]
mod tests;

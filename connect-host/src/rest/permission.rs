//! What the product says of its users' permissions: who administers it.

use std::collections::BTreeSet;

use connect_model::Method;
use connect_model::operation::Operation;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::call::RestCall;
use super::refusal::failure;
use connect_model::HostProduct;

/// The answer, if the operation tells permissions. Source: "Get bulk permissions" and "Get my
/// permissions" of Jira, "Get user" and "Get current user" of Confluence.
pub(super) fn answer(
    administrators: &BTreeSet<String>,
    product: HostProduct,
    operation: &Operation,
    call: &RestCall,
) -> Option<Answer> {
    let administers = |user: Option<&str>| user.is_some_and(|user| administrators.contains(user));
    let acting = call.user.as_deref();
    match (operation.method(), operation.path_below_base_url()) {
        (Method::Post, "/rest/api/3/permissions/check" | "/rest/api/2/permissions/check") => {
            let asked = call.json.as_ref()?;
            let user = asked.get("accountId").and_then(Value::as_str).or(acting);
            Some(Answer::json(json!({
                "projectPermissions": [],
                "globalPermissions": global(asked, administers(user)),
            })))
        }
        (Method::Get, "/rest/api/3/mypermissions" | "/rest/api/2/mypermissions") => {
            Some(Answer::json(mine(call, administers(acting))))
        }
        (Method::Get, "/rest/api/user") => {
            let user = call.parameter("accountId")?;
            Some(user_of_confluence(call, user, administers(Some(user))))
        }
        (Method::Get, "/rest/api/user/current") => match acting {
            Some(user) => Some(user_of_confluence(call, user, administers(Some(user)))),
            None => {
                let message = "An app is not a user; act as one.";
                let path = operation.path();
                Some(failure(product, path, StatusCode::FORBIDDEN, message))
            }
        },
        _ => None,
    }
}

/// The permissions of Jira that administrators have and others lack.
const OF_ADMINISTRATORS: [&str; 2] = ["ADMINISTER", "SYSTEM_ADMIN"];

fn has(permission: &str, administers: bool) -> bool {
    administers || !OF_ADMINISTRATORS.contains(&permission)
}

/// Those of the permissions that are asked for that the user has.
fn global(asked: &Value, administers: bool) -> Vec<Value> {
    let asked = asked.get("globalPermissions").and_then(Value::as_array);
    asked
        .into_iter()
        .flatten()
        .filter(|name| name.as_str().is_some_and(|name| has(name, administers)))
        .cloned()
        .collect()
}

fn mine(call: &RestCall, administers: bool) -> Value {
    let asked = call.parameter("permissions").unwrap_or_default();
    let each = asked.split(',').filter(|name| !name.is_empty());
    let each = each.map(|name| {
        let about = json!({
            "key": name, "type": "GLOBAL", "havePermission": has(name, administers),
        });
        (name.to_owned(), about)
    });
    json!({ "permissions": each.collect::<Map<_, _>>() })
}

fn user_of_confluence(call: &RestCall, user: &str, administers: bool) -> Answer {
    let mut body = json!({ "type": "known", "accountId": user, "accountType": "atlassian" });
    let expand = call.parameter("expand").unwrap_or_default();
    if expand.split(',').any(|name| name == "operations") {
        let mut operations = vec!["use"];
        operations.extend(administers.then_some("administer"));
        body["operations"] = operations
            .into_iter()
            .map(|operation| json!({ "operation": operation, "targetType": "application" }))
            .collect();
    }
    Answer::json(body)
}

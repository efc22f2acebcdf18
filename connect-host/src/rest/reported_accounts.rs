//! The reports in which an app lists the accounts whose personal data it stores.

use connect_model::operation::Operation;
use connect_model::{HostProduct, Method};
use http::StatusCode;
use serde_json::{Value, json};

use super::answer::Answer;
use super::call::RestCall;
use super::refusal::failure;
use crate::site::accounts::Accounts;

const PATH: &str = "/rest/atlassian-connect/latest/report-accounts";

/// How many accounts one report may name.
const MOST: usize = 90;

/// How often the product wants each account to be reported, by default.
const CYCLE: (&str, &str) = ("Cycle-Period", "7 Days");

/// The answer, if the operation is the report ("User privacy guide for app developers").
pub(super) fn answer(
    accounts: &mut Accounts,
    product: HostProduct,
    operation: &Operation,
    call: &RestCall,
) -> Option<Answer> {
    if operation.method() != Method::Post || operation.path_below_base_url() != PATH {
        return None;
    }
    let refused = |message: &str| {
        let bad = StatusCode::BAD_REQUEST;
        Some(failure(product, operation.path(), bad, message))
    };
    let list = call
        .json
        .as_ref()
        .and_then(|body| body["accounts"].as_array());
    let Some(list) = list else {
        return refused("`accounts` is not a list.");
    };
    if list.len() > MOST {
        return refused("A report names at most 90 accounts.");
    }
    let mut changed = Vec::new();
    for account in list {
        let text = |name: &str| account[name].as_str();
        let (Some(id), Some(read)) = (text("accountId"), text("updatedAt")) else {
            return refused("An account has an `accountId` and an `updatedAt`.");
        };
        if let Some(status) = accounts.status(id, read) {
            changed.push(json!({ "accountId": id, "status": status.name() }));
        }
    }
    let answer = if changed.is_empty() {
        Answer::empty(StatusCode::NO_CONTENT)
    } else {
        Answer::json(json!({ "accounts": Value::Array(changed) }))
    };
    Some(answer.header(CYCLE.0, CYCLE.1))
}

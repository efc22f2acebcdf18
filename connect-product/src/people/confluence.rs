//! What Confluence tells of a user.

use serde_json::{Value, json};

use super::{account, administers};
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::request::Reply;
use crate::turn::{Outcome, Turn};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/rest/api/user" => one;
    Get "/wiki/rest/api/user/current" => current;
};

async fn one(turn: &mut Turn<'_>) -> Outcome {
    let id = turn.parameter("accountId").unwrap_or_default();
    shown(turn, &id).await
}

async fn current(turn: &mut Turn<'_>) -> Outcome {
    match turn.user().map(str::to_owned) {
        Some(user) => shown(turn, &user).await,
        None => Err(Failure::forbidden("An app is not a user; act as one.")),
    }
}

async fn shown(turn: &mut Turn<'_>, id: &str) -> Outcome {
    let mut body = json!({ "type": "known", "accountId": id, "accountType": "atlassian" });
    if let Some(account) = account(&mut turn.database, id).await? {
        body["accountType"] = account.kind.into();
        body["displayName"] = account.name.clone().into();
        body["publicName"] = account.name.into();
        body["email"] = account.email.into();
    }
    let expand = turn.names("expand");
    if expand.iter().any(|name| name == "operations") {
        let mut operations = vec!["use"];
        operations.extend(
            administers(&mut turn.database, id)
                .await?
                .then_some("administer"),
        );
        let each = operations.into_iter();
        let each = each.map(|name| json!({ "operation": name, "targetType": "application" }));
        body["operations"] = Value::Array(each.collect());
    }
    Ok(Reply::ok(&body))
}

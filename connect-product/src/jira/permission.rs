//! What users may do.

use serde_json::{Map, Value, json};

use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::people;
use crate::request::Reply;
use crate::turn::{Outcome, Turn};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/rest/api/3/mypermissions" => mine;
    Post "/rest/api/3/permissions/check" => check;
};

/// The permissions that administrators have and others lack.
const OF_ADMINISTRATORS: [&str; 2] = ["ADMINISTER", "SYSTEM_ADMIN"];

async fn has_all(turn: &mut Turn<'_>, user: Option<&str>) -> Result<bool, Failure> {
    match user {
        Some(user) => people::administers(&mut turn.database, user).await,
        None => Ok(false),
    }
}

async fn mine(turn: &mut Turn<'_>) -> Outcome {
    let user = turn.user().map(str::to_owned);
    let administers = has_all(turn, user.as_deref()).await?;
    let each = turn.names("permissions").into_iter().map(|name| {
        let has = administers || !OF_ADMINISTRATORS.contains(&name.as_str());
        let about = json!({ "key": name, "type": "GLOBAL", "havePermission": has });
        (name, about)
    });
    let permissions: Map<String, Value> = each.collect();
    Ok(Reply::ok(&json!({ "permissions": permissions })))
}

async fn check(turn: &mut Turn<'_>) -> Outcome {
    let asked = turn.json();
    let user = asked["accountId"].as_str().map(str::to_owned);
    let user = user.or_else(|| turn.user().map(str::to_owned));
    let administers = has_all(turn, user.as_deref()).await?;
    let global = asked["globalPermissions"].as_array();
    let has = global.into_iter().flatten().filter(|name| {
        administers
            || !name
                .as_str()
                .is_some_and(|name| OF_ADMINISTRATORS.contains(&name))
    });
    let global: Vec<&Value> = has.collect();
    Ok(Reply::ok(
        &json!({ "projectPermissions": [], "globalPermissions": global }),
    ))
}

//! Users and groups in Confluence's API.

use serde_json::{Value, json};

use super::list::Part;
use super::space;
use crate::failure::Failure;
use crate::operations::{Answered, operations};
use crate::people::{self, Account};
use crate::request::Reply;
use crate::turn::{Outcome, Row, Turn, cells};

pub(crate) const OPERATIONS: &[Answered] = operations! {
    Get "/wiki/rest/api/user" => one;
    Get "/wiki/rest/api/user/current" => current;
    Get "/wiki/rest/api/user/anonymous" => anonymous;
    Get "/wiki/rest/api/user/bulk" => bulk;
    Get "/wiki/rest/api/user/memberof" => groups_of;
    Get "/wiki/rest/api/user/email" => email;
    Get "/wiki/rest/api/user/email/bulk" => emails;
    Post "/wiki/api/v2/users-bulk" => users;
    Get "/wiki/rest/api/group" => groups;
    Get "/wiki/rest/api/group/by-id" => group;
    Get "/wiki/rest/api/group/picker" => pick;
    Get "/wiki/rest/api/group/{groupId}/membersByGroupId" => members;
};

async fn one(turn: &mut Turn<'_>) -> Outcome {
    let id = turn.parameter("accountId").unwrap_or_default();
    shown(turn, &id).await.map(|user| Reply::ok(&user))
}

async fn current(turn: &mut Turn<'_>) -> Outcome {
    match turn.user().map(str::to_owned) {
        Some(user) => shown(turn, &user).await.map(|user| Reply::ok(&user)),
        None if turn.is_app() => Err(Failure::forbidden("An app is not a user; act as one.")),
        None => anonymous(turn).await,
    }
}

async fn anonymous(turn: &mut Turn<'_>) -> Outcome {
    Ok(Reply::ok(&json!({
        "type": "anonymous",
        "displayName": "Anonymous",
        "profilePicture": picture(turn),
        "operations": [],
        "_links": {"base": turn.link("")},
    })))
}

fn picture(turn: &Turn<'_>) -> Value {
    json!({
        "path": turn.link("/aa-avatar/default"), "width": 48, "height": 48, "isDefault": true,
    })
}

/// A user, with what is to be expanded. An unknown one is an account of another site.
async fn shown(turn: &mut Turn<'_>, id: &str) -> Result<Value, Failure> {
    let mut body = json!({
        "type": "known", "accountId": id, "accountType": "atlassian", "email": "",
        "publicName": "", "displayName": "", "isExternalCollaborator": false,
        "profilePicture": picture(turn),
        "_links": {
            "self": turn.link(&format!("/rest/api/user?accountId={id}")), "base": turn.link(""),
        },
    });
    if let Some(account) = people::account(&mut turn.database, id).await? {
        body["accountType"] = account.kind.into();
        body["displayName"] = account.name.clone().into();
        body["publicName"] = account.name.into();
        body["email"] = account.email.into();
    }
    let expand = turn.names("expand");
    if expand.iter().any(|name| name == "operations") {
        let administers = people::administers(&mut turn.database, id).await?;
        let operations = ["use", "administer"]
            .into_iter()
            .take(1 + usize::from(administers));
        let each = operations.map(|name| json!({"operation": name, "targetType": "application"}));
        body["operations"] = Value::Array(each.collect());
    }
    if expand.iter().any(|name| name == "personalSpace")
        && let Some(space) = space::personal(&mut turn.database, id).await?
    {
        body["personalSpace"] = space.shown_as_first(turn);
    }
    Ok(body)
}

async fn bulk(turn: &mut Turn<'_>) -> Outcome {
    let mut results = Vec::new();
    for id in turn.names("accountId") {
        if people::account(&mut turn.database, &id).await?.is_some() {
            results.push(shown(turn, &id).await?);
        }
    }
    let part = Part::by_start(turn);
    Ok(Reply::ok(&part.start_body(turn, results, false)))
}

async fn users(turn: &mut Turn<'_>) -> Outcome {
    let mut results = Vec::new();
    for id in turn.json()["accountIds"].as_array().into_iter().flatten() {
        let id = id.as_str().unwrap_or_default();
        if let Some(account) = people::account(&mut turn.database, id).await? {
            results.push(json!({
                "displayName": account.name,
                "timeZone": "UTC",
                "personalSpaceId": space::personal(&mut turn.database, id).await?.map(|it| it.id.to_string()),
                "isExternalCollaborator": false,
                "accountStatus": if account.active { "active" } else { "inactive" },
                "accountId": account.id,
                "email": account.email,
                "accountType": account.kind,
                "publicName": account.name,
                "profilePicture": picture(turn),
            }));
        }
    }
    Ok(Reply::ok(&json!({ "results": results })))
}

async fn known(turn: &mut Turn<'_>, id: &str) -> Result<Account, Failure> {
    let found = people::account(&mut turn.database, id).await?;
    found.ok_or_else(|| Failure::not_found(format!("No user found with account id: {id}")))
}

async fn email(turn: &mut Turn<'_>) -> Outcome {
    let id = turn.parameter("accountId").unwrap_or_default();
    let account = known(turn, &id).await?;
    Ok(Reply::ok(
        &json!({"accountId": account.id, "email": account.email}),
    ))
}

async fn emails(turn: &mut Turn<'_>) -> Outcome {
    let mut results = Vec::new();
    for id in turn.names("accountId") {
        if let Some(account) = people::account(&mut turn.database, &id).await? {
            results.push(json!({"accountId": account.id, "email": account.email}));
        }
    }
    Ok(Reply::ok(&Value::Array(results)))
}

fn group_shown(turn: &Turn<'_>, row: &Row) -> Value {
    let id = row.text("id");
    json!({
        "type": "group", "name": row.text("name"), "id": id,
        "usageType": "USERBASE_GROUP", "managedBy": "OPEN",
        "_links": {"self": turn.link(&format!("/rest/api/group/by-id?id={id}"))},
    })
}

async fn groups_of(turn: &mut Turn<'_>) -> Outcome {
    let id = turn.parameter("accountId").unwrap_or_default();
    known(turn, &id).await?;
    let part = Part::by_start(turn);
    let sql = format!(
        "SELECT * FROM user_group WHERE id IN (SELECT user_group FROM membership WHERE account = ?)
         ORDER BY name{}",
        part.sql()
    );
    let mut rows = turn.database.rows(sql, cells![id]).await?;
    let more = part.cut(&mut rows);
    let results = rows.iter().map(|row| group_shown(turn, row)).collect();
    Ok(Reply::ok(&part.start_body(turn, results, more)))
}

async fn groups(turn: &mut Turn<'_>) -> Outcome {
    list_groups(turn, "").await
}

async fn pick(turn: &mut Turn<'_>) -> Outcome {
    let query = turn.parameter("query").unwrap_or_default();
    list_groups(turn, &query).await
}

async fn list_groups(turn: &mut Turn<'_>, query: &str) -> Outcome {
    let part = Part::by_start(turn);
    let sql = format!(
        "SELECT * FROM user_group WHERE instr(lower(name), lower(?)) > 0 OR ?1 = ''
         ORDER BY name{}",
        part.sql()
    );
    let mut rows = turn.database.rows(sql, cells![query]).await?;
    let more = part.cut(&mut rows);
    let results = rows.iter().map(|row| group_shown(turn, row)).collect();
    Ok(Reply::ok(&part.start_body(turn, results, more)))
}

async fn the_group(turn: &mut Turn<'_>, id: &str) -> Result<Row, Failure> {
    let row = turn
        .database
        .row("SELECT * FROM user_group WHERE id = ?", cells![id])
        .await?;
    row.ok_or_else(|| Failure::not_found(format!("No group with id : {id}")))
}

async fn group(turn: &mut Turn<'_>) -> Outcome {
    let id = turn.parameter("id").unwrap_or_default();
    let row = the_group(turn, &id).await?;
    Ok(Reply::ok(&group_shown(turn, &row)))
}

async fn members(turn: &mut Turn<'_>) -> Outcome {
    let id = turn.value("groupId");
    the_group(turn, &id).await?;
    let part = Part::by_start(turn);
    let sql = format!(
        "SELECT account FROM membership WHERE user_group = ? ORDER BY account{}",
        part.sql()
    );
    let mut rows = turn.database.rows(sql, cells![id]).await?;
    let more = part.cut(&mut rows);
    let mut results = Vec::new();
    for row in rows {
        results.push(shown(turn, &row.text("account")).await?);
    }
    Ok(Reply::ok(&part.start_body(turn, results, more)))
}
